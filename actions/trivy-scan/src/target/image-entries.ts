import { UserError } from '@ci-kit/core/errors'
import { inParallel } from '@ci-kit/core/in-parallel'
import { objectAt, stringAt } from '@ci-kit/core/json'
import { visible } from '@ci-kit/core/log'
import { type Descriptor, descriptorIn, platformIn } from '@ci-kit/oci/descriptor'
import type { Digest } from '@ci-kit/oci/digest'
import {
  indexEntriesOf,
  isAttestation,
  isImageConfig,
  isImageManifest,
  isIndex,
} from '@ci-kit/oci/image-document'
import { parseObject } from '@ci-kit/oci/json'
import type { Manifest } from '@ci-kit/oci/manifest'
import { platformName } from '@ci-kit/oci/platform'

/** Where manifests and configs are read from; both are verified against their digests. */
export type ImageContent = {
  manifest(digest: Digest): Promise<Manifest>
  /** At most `limit` bytes. */
  blob(digest: Digest, limit: number): Promise<Uint8Array>
}

/** The manifest of one platform; `platform` is '' where the image does not say. */
export type ImageEntry = { readonly platform: string; readonly digest: Digest }

/** An index in an index is rare, and one in that is nobody's. */
const DEEPEST = 2
/** Of these every one is a scan. */
const MOST = 200
const CONFIG_BYTES = 8 * 1024 * 1024
const AT_ONCE = 4

/**
 * The images that a manifest stands for: itself, or the entries of an index
 * without attestations and other artifacts. One that is listed for several
 * platforms stands there once for each. `name` is for messages. Throws
 * {@link UserError} when there is no image.
 */
export const imageEntries = async (
  name: string,
  manifest: Manifest,
  content: ImageContent,
): Promise<readonly ImageEntry[]> => {
  const entries = isIndex(manifest)
    ? await indexImages(name, manifest, content, 0)
    : [(await imageOf(manifest, content)) ?? noImage(name, manifest)]
  const key = ({ platform, digest }: ImageEntry) => `${platform} ${digest}`
  const unique = [...new Map(entries.map((entry) => [key(entry), entry])).values()]
  if (unique.length === 0)
    throw new UserError(
      `${shown(name)} is an index without any image that can be scanned; it holds only attestations or other artifacts. Check the name, and that the build pushed its images.`,
    )
  if (unique.length <= MOST) return unique
  throw new UserError(
    `${shown(name)} holds ${unique.length} images, ${MOST} are allowed. Scan the wanted ones by their digests, over several jobs.`,
  )
}

/** Each image once, whatever the number of platforms it is good for: it has the same content for all. */
export const oncePerDigest = <T extends { readonly digest: string }>(
  entries: readonly T[],
): readonly T[] =>
  entries.filter(({ digest }, at) => entries.findIndex((entry) => entry.digest === digest) === at)

const indexImages = async (
  name: string,
  index: Manifest,
  content: ImageContent,
  depth: number,
): Promise<readonly ImageEntry[]> => {
  if (depth > DEEPEST)
    throw new UserError(
      `${shown(name)} is an index in an index in an index. Build it again as one index of images.`,
    )
  const listed = indexEntriesOf(index).filter((entry) => !isOther(entry))
  const found = await inParallel(listed, AT_ONCE, async (entry) => {
    if (isImageManifest(entry) && entry.platform !== undefined)
      return [{ platform: platformName(entry.platform), digest: entry.digest }]
    const manifest = await content.manifest(entry.digest)
    if (isIndex(manifest)) return indexImages(name, manifest, content, depth + 1)
    const image = await imageOf(manifest, content)
    return image === undefined ? [] : [image]
  })
  return found.flat()
}

/** Some tools write the type of the config into `artifactType` of an image. */
const isOther = (entry: Descriptor): boolean =>
  isAttestation(entry) ||
  !(isImageManifest(entry) || isIndex(entry)) ||
  (entry.artifactType !== undefined && !isImageConfig({ mediaType: entry.artifactType }))

/** Undefined for what is no image. BuildKit gives attestations the config of an image, for no platform. */
const imageOf = async (
  manifest: Manifest,
  content: ImageContent,
): Promise<ImageEntry | undefined> => {
  const config = imageConfigOf(manifest)
  if (config === undefined) return undefined
  const platform = platformIn(parseObject(await content.blob(config.digest, CONFIG_BYTES)))
  if (platform?.os === 'unknown' && platform.architecture === 'unknown') return undefined
  return { platform: platform ? platformName(platform) : '', digest: manifest.digest }
}

const imageConfigOf = (manifest: Manifest): Descriptor | undefined => {
  if (!isImageManifest(manifest)) return undefined
  const config = descriptorIn(objectAt(parseObject(manifest.bytes), 'config'))
  return config !== undefined && isImageConfig(config) ? config : undefined
}

const noImage = (name: string, manifest: Manifest): never => {
  const document = parseObject(manifest.bytes)
  const type =
    stringAt(document, 'artifactType') ??
    stringAt(objectAt(document, 'config'), 'mediaType') ??
    manifest.mediaType
  const what =
    imageConfigOf(manifest) === undefined
      ? `but an artifact of type ${visible(type, 100)}`
      : 'but the attestations of one'
  throw new UserError(
    `${shown(name)} is no image ${what}. Name an image that was built and pushed, not a cache, chart, signature or another artifact.`,
  )
}

const shown = (name: string): string => visible(name, 300)
