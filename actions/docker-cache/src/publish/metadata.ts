import type { Json } from '@ci-kit/core/json'
import type { Image } from './inspect-image.ts'

/**
 * What `docker buildx build --metadata-file` tells of a pushed image, for
 * workflows that read the `metadata` output of docker/build-push-action.
 * `names` are the full references of its tags. An image for several platforms
 * has no config of its own, so that member is left out as buildx does.
 */
export const metadataOf = (image: Image, names: readonly string[]): Json => ({
  ...(image.configDigest && { 'containerimage.config.digest': image.configDigest }),
  'containerimage.descriptor': {
    mediaType: image.mediaType,
    digest: image.digest,
    size: image.manifestSize,
  },
  'containerimage.digest': image.digest,
  'image.name': names.join(','),
})
