import { UserError } from '@ci-kit/core/errors'
import { inParallel } from '@ci-kit/core/in-parallel'
import { visible } from '@ci-kit/core/log'
import type { Descriptor } from '@ci-kit/oci/descriptor'
import {
  type PlatformManifest,
  platformManifest,
  platformManifests,
  repositoryContent,
} from '@ci-kit/oci/image-platforms'
import type { Manifest } from '@ci-kit/oci/manifest'
import type { Repository } from '@ci-kit/oci/registry'
import type { ImageManifest } from './subject.ts'

type Content = Pick<Repository, 'manifests' | 'blobs'>

const AT_ONCE = 4

/**
 * The images of an index, each manifest once. Each is asked for: what is not
 * there cannot be attested, and an index may tell a wrong size. Throws
 * {@link UserError} for a manifest that is missing; `name` is for messages.
 */
export const indexPlatforms = async (
  name: string,
  index: Manifest,
  content: Content,
): Promise<readonly ImageManifest[]> => {
  const listed = await platformManifests(name, index, repositoryContent(content))
  const groups = [...Map.groupBy(listed, ({ digest }) => digest).values()]
  const images = await inParallel(groups, AT_ONCE, (same) => imageOf(name, same, content))
  return toldApart(images.flat())
}

/** One manifest, which an index may list for several platforms. */
const imageOf = async (
  name: string,
  same: readonly PlatformManifest[],
  { manifests }: Content,
): Promise<readonly ImageManifest[]> => {
  const [first] = same
  if (first === undefined) return []
  const { digest, mediaType } = first
  const platforms = same.map(({ platform }) => platform).filter((platform) => platform !== '')
  const head = await manifests.head(digest)
  if (head === undefined)
    throw new UserError(
      `${visible(name, 300)} names ${visible(platforms[0] ?? 'an image', 100)} as ${digest}, which is not in the registry. Push the image again with all its platforms.`,
    )
  return [{ platform: platforms.join('+'), descriptor: { mediaType, digest, size: head.size } }]
}

/** A single manifest, be it an image or any other artifact; the platform is '' for the latter. */
export const singleManifest = async (
  manifest: Manifest,
  content: Content,
): Promise<ImageManifest> => {
  const image = await platformManifest(manifest, repositoryContent(content))
  return { platform: image?.platform ?? '', descriptor: descriptorOf(manifest) }
}

export const descriptorOf = ({ mediaType, digest, bytes }: Manifest): Descriptor => ({
  mediaType,
  digest,
  size: bytes.length,
})

/** An index may hold one platform twice, for two versions of Windows: the second is numbered. */
const toldApart = (images: readonly ImageManifest[]): readonly ImageManifest[] =>
  images.map((image, at) => {
    const names = namesOf(image)
    const before = images
      .slice(0, at)
      .filter((other) => namesOf(other).some((name) => names.includes(name)))
    return before.length === 0 || image.platform === ''
      ? image
      : { ...image, platform: `${image.platform} (${before.length + 1})` }
  })

const namesOf = ({ platform }: ImageManifest): readonly string[] => platform.split('+')
