import { UserError } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'
import { type Descriptor, type Platform, platformIn } from '@ci-kit/oci/descriptor'
import type { Digest } from '@ci-kit/oci/digest'
import { imageManifestOf, indexEntriesOf, isAttestation, isIndex } from '@ci-kit/oci/image-document'
import { parseObject } from '@ci-kit/oci/json'
import type { Manifest } from '@ci-kit/oci/manifest'
import type { Repository } from '@ci-kit/oci/registry'

/** The image for one platform. */
export type PlatformImage = {
  readonly digest: Digest
  /** Named by the index; a single manifest leaves it to its config, see {@link platformOfConfig}. */
  readonly platform: Platform | undefined
  readonly config: Digest
  readonly layers: readonly Descriptor[]
  /** Sum of its layers in bytes, as they are stored: compressed. */
  readonly size: number
}

export type Image = {
  readonly digest: Digest
  readonly mediaType: string
  /** Length of the manifest or index in bytes. */
  readonly manifestSize: number
  /** One of a single manifest, in the order of the index otherwise; attestations are left out. */
  readonly instances: readonly PlatformImage[]
  /** In bytes: what a machine pulls. Of several platforms the largest, because nobody pulls them all. */
  readonly size: number
  /** Of a single manifest; an index has none of its own. */
  readonly configDigest: Digest | undefined
}

export type ManifestSource = { readonly manifests: Pick<Repository['manifests'], 'get'> }
export type BlobSource = { readonly blobs: Pick<Repository['blobs'], 'read'> }

/**
 * What an image is made of. A single manifest costs no request, an index one
 * for each platform, all at once: that they answer proves that they exist.
 * Throws `RegistryError`, and `UserError` for what is no image.
 */
export const inspectImage = async (
  manifest: Manifest,
  repository: ManifestSource,
): Promise<Image> => {
  const instances = isIndex(manifest)
    ? await platformImages(manifest, repository)
    : [platformImage(manifest, undefined)]
  return {
    digest: manifest.digest,
    mediaType: manifest.mediaType,
    manifestSize: manifest.bytes.length,
    instances,
    size: Math.max(0, ...instances.map(({ size }) => size)),
    configDigest: isIndex(manifest) ? undefined : instances[0]?.config,
  }
}

/** More would be no image that anybody builds, and each is a request. */
const MOST_PLATFORMS = 64

const platformImages = async (
  index: Manifest,
  { manifests }: ManifestSource,
): Promise<readonly PlatformImage[]> => {
  const entries = indexEntriesOf(index).filter((entry) => !isAttestation(entry))
  if (entries.length > MOST_PLATFORMS)
    throw new UserError(
      `${index.digest} lists ${entries.length} platforms, ${MOST_PLATFORMS} are read. Check what was pushed there.`,
    )
  return Promise.all(
    entries.map(async ({ digest, platform }) =>
      platformImage(await manifests.get(digest), platform),
    ),
  )
}

const platformImage = (manifest: Manifest, platform: Platform | undefined): PlatformImage => {
  const { config, layers } = imageManifestOf(manifest)
  const size = layers.reduce((sum, layer) => sum + layer.size, 0)
  return { digest: manifest.digest, platform, config: config.digest, layers, size }
}

/** Configs hold a history of commands, no content. */
const CONFIG_BYTES = 4 * 1024 * 1024

/** Reads the config of an image. Throws `RegistryError`, and `UserError` where it names no platform. */
export const platformOfConfig = async (
  config: Digest,
  { blobs }: BlobSource,
): Promise<Platform> => {
  const platform = platformIn(parseObject(await blobs.read(config, CONFIG_BYTES)))
  if (platform !== undefined) return platform
  throw new UserError(
    `The image config ${visible(config)} names no platform. Build the image again with BuildKit.`,
  )
}
