import { UserError } from '@ci-kit/core/errors'
import { objectAt } from '@ci-kit/core/json'
import { type Descriptor, descriptorIn, descriptorsInIndex, type Platform } from './descriptor.ts'
import { parseObject } from './json.ts'
import type { Manifest } from './manifest.ts'
import { DOCKER_INDEX, DOCKER_MANIFEST, OCI_INDEX, OCI_MANIFEST } from './media-types.ts'

/** What the manifest of one image says. */
export type ImageManifest = {
  readonly config: Descriptor
  /** From the lowest to the topmost. */
  readonly layers: readonly Descriptor[]
}

/** Configs of images; other ones belong to caches, charts, signatures. */
const IMAGE_CONFIGS = [
  'application/vnd.oci.image.config.v1+json',
  'application/vnd.docker.container.image.v1+json',
]

export const isIndex = ({ mediaType }: Pick<Manifest, 'mediaType'>): boolean =>
  mediaType === OCI_INDEX || mediaType === DOCKER_INDEX

export const isImageManifest = ({ mediaType }: Pick<Manifest, 'mediaType'>): boolean =>
  mediaType === OCI_MANIFEST || mediaType === DOCKER_MANIFEST

/** Whether a config belongs to an image. */
export const isImageConfig = ({ mediaType }: Pick<Descriptor, 'mediaType'>): boolean =>
  IMAGE_CONFIGS.includes(mediaType)

/** The manifest of an image, read. Throws {@link UserError} for what is none, a layer cache for example. */
export const imageManifestOf = (manifest: Manifest): ImageManifest => {
  const document = parseObject(manifest.bytes)
  const config = descriptorIn(objectAt(document, 'config'))
  const listed: unknown = document?.layers
  const layers = Array.isArray(listed) ? listed.map(descriptorIn) : [undefined]
  if (
    isImageManifest(manifest) &&
    config !== undefined &&
    isImageConfig(config) &&
    layers.every((layer) => layer !== undefined)
  )
    return { config, layers }
  throw new UserError(
    `${manifest.digest} is not the manifest of an image. Name an image that was built and pushed, not a cache or another artifact.`,
  )
}

/** The entries of an index. Throws {@link UserError} for what is none. */
export const indexEntriesOf = (manifest: Manifest): readonly Descriptor[] => {
  const entries = isIndex(manifest) ? descriptorsInIndex(manifest.bytes) : undefined
  if (entries !== undefined) return entries
  throw new UserError(
    `${manifest.digest} is not an image index that can be read. Build and push the image again.`,
  )
}

/** The platform that BuildKit gives to what describes an image and is none (docs/attestations/attestation-storage.md). */
export const runsNowhere = ({ os, architecture }: Platform): boolean =>
  os === 'unknown' && architecture === 'unknown'

/**
 * Whether an entry of an index holds attestations. Only the platform counts:
 * one that is merely annotated as an attestation is run by engines all the
 * same, so it must not be passed over.
 */
export const isAttestation = ({ platform }: Pick<Descriptor, 'platform'>): boolean =>
  platform !== undefined && runsNowhere(platform)
