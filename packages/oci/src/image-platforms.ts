import { UserError } from '@ci-kit/core/errors'
import { inParallel } from '@ci-kit/core/in-parallel'
import { objectAt } from '@ci-kit/core/json'
import { visible } from '@ci-kit/core/log'
import { type Descriptor, descriptorIn, platformIn } from './descriptor.ts'
import type { Digest } from './digest.ts'
import {
  indexEntriesOf,
  isAttestation,
  isImageConfig,
  isImageManifest,
  isIndex,
  runsNowhere,
} from './image-document.ts'
import { parseObject } from './json.ts'
import type { Manifest } from './manifest.ts'
import { platformName } from './platform.ts'
import type { Repository } from './registry.ts'

/** Where manifests and configs are read from; both are verified against their digests. */
export type ImageContent = {
  manifest(digest: Digest): Promise<Manifest>
  /** At most `limit` bytes. */
  blob(digest: Digest, limit: number): Promise<Uint8Array>
}

/** The manifest of one platform; `platform` is '' where the image does not say. */
export type PlatformManifest = {
  readonly platform: string
  readonly digest: Digest
  readonly mediaType: string
}

/** An index in an index is rare, and one in that is nobody's. */
const DEEPEST = 2
/** Every one is a scan, or a subject of a statement that may name 1,024. */
const MOST = 200
const CONFIG_BYTES = 8 * 1024 * 1024
const AT_ONCE = 4

export const repositoryContent = ({
  manifests,
  blobs,
}: Pick<Repository, 'manifests' | 'blobs'>): ImageContent => ({
  manifest: (digest) => manifests.get(digest),
  blob: (digest, limit) => blobs.read(digest, limit),
})

/**
 * The images of an index, in its order, also those of indexes in it; without
 * BuildKit's attestations and other artifacts. One that is listed for several
 * platforms stands there once for each. Only what leaves open whether it is an
 * image, or for which platform, is read. `name` is for messages. Throws
 * {@link UserError} for too many, and for too many indexes in each other.
 */
export const platformManifests = async (
  name: string,
  index: Manifest,
  content: ImageContent,
): Promise<readonly PlatformManifest[]> => {
  const found = await imagesIn(index, { name, content, depth: 0, seen: new Set() })
  const key = ({ platform, digest }: PlatformManifest) => `${platform} ${digest}`
  return [...new Map(found.map((entry) => [key(entry), entry])).values()]
}

type Walk = {
  readonly name: string
  readonly content: ImageContent
  readonly depth: number
  /** What was named so far, in all indexes. */
  readonly seen: Set<Digest>
}

const imagesIn = async (index: Manifest, walk: Walk): Promise<readonly PlatformManifest[]> => {
  const { name, depth, seen } = walk
  if (depth > DEEPEST)
    throw new UserError(
      `${shown(name)} is an index in an index in an index. Build it again as one index of images.`,
    )
  const entries = [...new Map(indexEntriesOf(index).filter(isOpen).map(keyed)).values()]
  for (const { digest } of entries) seen.add(digest)
  // Before anything is read, or an index could keep a step busy for hours.
  if (seen.size > MOST)
    throw new UserError(
      `${shown(name)} holds ${seen.size} images, ${MOST} are allowed. Name the wanted ones by their digests, over several jobs.`,
    )
  return (await inParallel(entries, AT_ONCE, (entry) => imagesOf(entry, walk))).flat()
}

const keyed = (entry: Descriptor): readonly [string, Descriptor] => [
  `${entry.digest} ${entry.platform ? platformName(entry.platform) : ''}`,
  entry,
]

/**
 * Whether an entry may be an image. Its platform decides before its type does:
 * Docker takes the entry for its platform, whatever else that says of itself.
 */
const isOpen = (entry: Descriptor): boolean =>
  !isAttestation(entry) &&
  (entry.platform !== undefined || isImageManifest(entry) || isIndex(entry))

const imagesOf = async (
  { digest, mediaType, platform, artifactType }: Descriptor,
  walk: Walk,
): Promise<readonly PlatformManifest[]> => {
  const named = platform && platformName(platform)
  // Some tools write the type of the config into `artifactType` of an image.
  const isTyped = artifactType !== undefined && !isImageConfig({ mediaType: artifactType })
  if (named !== undefined && isImageManifest({ mediaType }) && !isTyped)
    return [{ platform: named, digest, mediaType }]
  const manifest = await walk.content.manifest(digest)
  if (isIndex(manifest)) return imagesIn(manifest, { ...walk, depth: walk.depth + 1 })
  // With a platform in the index, engines do not ask the config for one.
  const image =
    named !== undefined && imageConfigOf(manifest) !== undefined
      ? { platform: named, digest, mediaType: manifest.mediaType }
      : await platformManifest(manifest, walk.content)
  return image === undefined ? [] : [image]
}

/** A manifest with the platform that the config of its image names; undefined for what is no image. */
export const platformManifest = async (
  manifest: Manifest,
  content: ImageContent,
): Promise<PlatformManifest | undefined> => {
  const config = imageConfigOf(manifest)
  if (config === undefined) return undefined
  const platform = platformIn(parseObject(await content.blob(config.digest, CONFIG_BYTES)))
  // BuildKit gives attestations the config of an image, for no platform.
  if (platform && runsNowhere(platform)) return undefined
  const { digest, mediaType } = manifest
  return { platform: platform ? platformName(platform) : '', digest, mediaType }
}

/** Where the config of an image is; undefined for what is no image. */
export const imageConfigOf = (manifest: Manifest): Descriptor | undefined => {
  if (!isImageManifest(manifest)) return undefined
  const config = descriptorIn(objectAt(parseObject(manifest.bytes), 'config'))
  return config !== undefined && isImageConfig(config) ? config : undefined
}

const shown = (name: string): string => visible(name, 300)
