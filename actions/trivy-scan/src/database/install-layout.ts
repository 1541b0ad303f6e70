import { type Digest, verified } from '@ci-kit/oci/digest'
import type { Artifact } from './artifact.ts'
import type { DatabasePorts } from './database.ts'
import { DatabaseFault } from './fault.ts'
import { type Installed, install } from './installed.ts'
import type { DatabaseKind } from './kind.ts'
import { openLayer } from './layout.ts'
import { reporting } from './progress.ts'
import { unpack } from './unpack.ts'

/** Unpacks the layer of a layout into the cache directory, and verifies it on the way. Throws {@link DatabaseFault}. */
export const installLayout = async (
  layout: string,
  { manifestDigest, layer }: Artifact,
  place: { readonly cacheDir: string; readonly repository: string },
  kind: DatabaseKind,
  ports: DatabasePorts,
): Promise<Installed> => {
  const { cacheDir, repository } = place
  const bytes = verified(await openLayer(layout, layer), layer.digest, mismatch)
  const what = `Unpacking the ${kind.title}`
  const origin = { identity: manifestDigest, manifestDigest, repository }
  return install(cacheDir, kind, origin, (folder) =>
    unpack(reporting(bytes, what, layer.size, ports), folder, kind, ports.cancellation),
  )
}

const mismatch = (found: Digest): DatabaseFault =>
  new DatabaseFault(
    `its layer is not the one that the manifest names: its bytes have the digest ${found}`,
  )
