import { visible } from '@ci-kit/core/log'
import type { Descriptor } from '@ci-kit/oci/descriptor'
import type { Digest } from '@ci-kit/oci/digest'
import type { Repository } from '@ci-kit/oci/registry'
import { RegistryError } from '@ci-kit/oci/registry-error'
import { type Artifact, layerOf } from './artifact.ts'
import type { DatabasePorts } from './database.ts'
import { DatabaseFault } from './fault.ts'
import type { DatabaseKind } from './kind.ts'
import { writeLayout } from './layout.ts'
import { reporting } from './progress.ts'

/** A connection that breaks in the middle is tried that often in all. */
const ATTEMPTS = 3
const WAIT_MS = 1_000
/** Silence ends a connection much earlier; this ends one that only drips. */
const LONGEST_MS = 20 * 60_000

/**
 * Downloads a database into an OCI layout, verified by its digests. Throws
 * `RegistryError` and {@link DatabaseFault}.
 */
export const download = async (
  repository: Repository,
  manifestDigest: Digest,
  layout: string,
  kind: DatabaseKind,
  ports: DatabasePorts,
): Promise<Artifact> => {
  const manifest = await repository.manifests.get(manifestDigest)
  const layer = layerOf(manifest.bytes, kind)
  for (let attempt = 1; ; attempt += 1) {
    try {
      const bytes = await content(repository, layer, kind, ports)
      await writeLayout(layout, manifest, layer, bytes)
      return { manifestDigest, layer }
    } catch (thrown) {
      if (attempt === ATTEMPTS || !brokeOff(thrown)) throw thrown
      ports.log.info(`The download of the ${kind.title} broke off and is tried again.`)
      ports.log.debug(visible(thrown.message))
      await ports.clock.sleep(WAIT_MS * attempt, ports.cancellation)
    }
  }
}

const content = async (
  { blobs, registry }: Repository,
  { digest, size }: Descriptor,
  kind: DatabaseKind,
  ports: DatabasePorts,
): Promise<AsyncIterable<Uint8Array>> => {
  const bytes = await blobs.get(digest, { size })
  const timely = within(LONGEST_MS, bytes, ports)
  return reporting(timely, `Downloading the ${kind.title} from ${registry}`, size, ports)
}

async function* within(
  longest: number,
  pieces: AsyncIterable<Uint8Array>,
  { clock }: Pick<DatabasePorts, 'clock'>,
): AsyncGenerator<Uint8Array, void, undefined> {
  const start = clock.elapsed()
  for await (const piece of pieces) {
    if (clock.elapsed() - start > longest)
      throw new DatabaseFault(`its download took more than ${longest / 60_000} minutes`)
    yield piece
  }
}

/** What the registry answered stays as it is; Node's code alone means that the connection failed. */
const brokeOff = (thrown: unknown): thrown is RegistryError =>
  thrown instanceof RegistryError && thrown.status === undefined && thrown.code !== undefined
