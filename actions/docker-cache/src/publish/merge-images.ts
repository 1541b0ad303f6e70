import { UserError } from '@ci-kit/core/errors'
import { inParallel } from '@ci-kit/core/in-parallel'
import { isObject } from '@ci-kit/core/json'
import type { Descriptor } from '@ci-kit/oci/descriptor'
import { digestOf } from '@ci-kit/oci/digest'
import { imageManifestOf, indexEntriesOf, isAttestation, isIndex } from '@ci-kit/oci/image-document'
import type { Manifest } from '@ci-kit/oci/manifest'
import { OCI_INDEX } from '@ci-kit/oci/media-types'
import { normalPlatform, platformName } from '@ci-kit/oci/platform'
import { type BlobSource, type ManifestSource, platformOfConfig } from './inspect-image.ts'

/** An entry of the new index, with the part that brought it for messages. */
type Entry = { readonly descriptor: Descriptor; readonly part: string }

const AT_ONCE = 8

/**
 * One index of the parts of an image, each a tag or digest in the repository:
 * images for one platform or indexes of several. A part that is alone, without
 * annotations, stays as it is: an index around it would give it another digest
 * than the one that was scanned and signed. Only manifests are read, and of an
 * image that gets into an index its config; nothing is pulled or written: give
 * the answer to `tagImage`. The same parts give the same bytes in any order.
 * Throws `RegistryError`, and `UserError` for two images of one platform.
 */
export const mergeImages = async (
  repository: ManifestSource & BlobSource,
  parts: readonly string[],
  annotations: Readonly<Record<string, string>> = {},
): Promise<Manifest> => {
  const [only] = parts
  if (only !== undefined && parts.length === 1 && Object.keys(annotations).length === 0)
    return wholeImage(repository, only)
  const found = await inParallel(parts, AT_ONCE, (part) => entriesOf(repository, part))
  const entries = [...byDigest(found.flat()).values()]
  const images = entries.filter(({ descriptor }) => !isAttestation(descriptor))
  const attestations = entries.filter(({ descriptor }) => isAttestation(descriptor))
  checkPlatforms(images)
  const sorted = [...images.toSorted(byPlatform), ...attestations.toSorted(byText)]
  return indexOf(
    sorted.map(({ descriptor }) => descriptor),
    annotations,
  )
}

/** An index of attestations, a cache or a signature is no image that could be given a name. */
const wholeImage = async ({ manifests }: ManifestSource, part: string): Promise<Manifest> => {
  const manifest = await manifests.get(part)
  if (!isIndex(manifest)) imageManifestOf(manifest)
  else if (indexEntriesOf(manifest).every(isAttestation)) throw noImage()
  return manifest
}

const entriesOf = async (
  repository: ManifestSource & BlobSource,
  part: string,
): Promise<readonly Entry[]> => {
  const manifest = await repository.manifests.get(part)
  if (isIndex(manifest)) return indexEntriesOf(manifest).map((descriptor) => ({ descriptor, part }))
  const { mediaType, digest, bytes } = manifest
  const { config } = imageManifestOf(manifest)
  const platform = normalPlatform(await platformOfConfig(config.digest, repository))
  return [{ descriptor: { mediaType, digest, size: bytes.length, platform }, part }]
}

/** Two parts may hold the same image, as a matrix that hands on its outputs twice does. */
const byDigest = (entries: readonly Entry[]): ReadonlyMap<string, Entry> =>
  new Map(entries.map((entry) => [entry.descriptor.digest, entry]))

const checkPlatforms = (images: readonly Entry[]): void => {
  const seen = new Map<string, Entry>()
  for (const entry of images) {
    const { platform, digest } = entry.descriptor
    if (platform === undefined)
      throw new UserError(
        `${entry.part} holds the image ${digest} without a platform, so it cannot be merged. Build this part again with 'platforms'.`,
      )
    const name = platformName(platform)
    const other = seen.get(name)
    if (other !== undefined)
      throw new UserError(
        `Two parts are for ${name}: ${other.part} and ${entry.part}. Give each job of the matrix platforms of its own.`,
      )
    seen.set(name, entry)
  }
  if (images.length === 0) throw noImage()
}

const noImage = (): UserError =>
  new UserError('The parts to merge hold no image. Check the digests that were handed on.')

const nameOf = ({ descriptor: { platform } }: Entry): string =>
  platform === undefined ? '' : platformName(platform)

const byPlatform = (a: Entry, b: Entry): number => compare(nameOf(a), nameOf(b))
const byText = (a: Entry, b: Entry): number => compare(a.descriptor.digest, b.descriptor.digest)
/** By code unit: the order must not depend on the language of the machine. */
const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b))

const indexOf = (
  manifests: readonly Descriptor[],
  annotations: Readonly<Record<string, string>>,
): Manifest => {
  const document = {
    schemaVersion: 2,
    mediaType: OCI_INDEX,
    manifests,
    ...(Object.keys(annotations).length > 0 && { annotations }),
  }
  const bytes = Buffer.from(JSON.stringify(document, inOrder))
  return { mediaType: OCI_INDEX, digest: digestOf(bytes), bytes }
}

/** Members by name, so that equal content has equal bytes. */
const inOrder = (_: string, value: unknown): unknown =>
  isObject(value)
    ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => compare(a, b)))
    : value
