import { UserError } from '@ci-kit/core/errors'
import { objectAt } from '@ci-kit/core/json'
import { descriptorIn, descriptorsInIndex } from '@ci-kit/oci/descriptor'
import type { Digest } from '@ci-kit/oci/digest'
import { isImageManifest, isIndex } from '@ci-kit/oci/image-document'
import { parseObject } from '@ci-kit/oci/json'
import type { Manifest } from '@ci-kit/oci/manifest'
import { RegistryError } from '@ci-kit/oci/registry-error'
import type { ManifestSource } from './inspect-image.ts'
import { type Boundable, withinTime } from './within-time.ts'

const TIME_LIMIT_MS = 10_000

/**
 * The layers that a repository has by what some of its tags name: the image's
 * own tags and the layer caches that the build reads. Ask at the start of a
 * build and await the answer after it, so that it costs no time. Tags that do
 * not exist name nothing; `undefined` when one could not be read, because then
 * too little would be known.
 */
export const layersBefore = async (
  repository: Boundable<ManifestSource>,
  references: readonly string[],
  timeLimitMs = TIME_LIMIT_MS,
): Promise<ReadonlySet<Digest> | undefined> => {
  const bounded = withinTime(repository, timeLimitMs)
  try {
    const found = await Promise.all(references.map((reference) => layersOf(bounded, reference)))
    return new Set(found.flat())
  } catch (thrown) {
    if (thrown instanceof UserError) return undefined
    throw thrown
  }
}

const layersOf = async (
  { manifests }: ManifestSource,
  reference: string,
): Promise<readonly Digest[]> => {
  const manifest = await readable(manifests, reference)
  if (manifest === undefined) return []
  if (!isIndex(manifest)) return blobsOf(manifest)
  const entries = descriptorsInIndex(manifest.bytes) ?? []
  // A layer cache may be an index too: then its entries are the layers themselves.
  const found = entries.map(async (entry) =>
    isImageManifest(entry) ? layersOf({ manifests }, entry.digest) : [entry.digest],
  )
  return (await Promise.all(found)).flat()
}

const readable = async (
  manifests: ManifestSource['manifests'],
  reference: string,
): Promise<Manifest | undefined> => {
  try {
    return await manifests.get(reference)
  } catch (thrown) {
    if (thrown instanceof RegistryError && thrown.status === 404) return undefined
    throw thrown
  }
}

const blobsOf = ({ bytes }: Manifest): readonly Digest[] => {
  const document = parseObject(bytes)
  const layers: unknown = document?.layers
  const listed = [objectAt(document, 'config'), ...(Array.isArray(layers) ? layers : [])]
  return listed.flatMap((value) => descriptorIn(value)?.digest ?? [])
}
