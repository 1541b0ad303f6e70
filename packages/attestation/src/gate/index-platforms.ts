import { UserError } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'
import { isIndex } from '@ci-kit/oci/image-document'
import { type ImageContent, platformManifests } from '@ci-kit/oci/image-platforms'
import type { Manifest } from '@ci-kit/oci/manifest'
import { choosePlatforms, type WantedPlatforms } from '@ci-kit/oci/wanted-platforms'
import type { PlatformDigest } from './verdict.ts'

/** How far an index is looked into: `index` stays with the index itself. */
export type WantedParts = WantedPlatforms | 'index'

/**
 * The images of an index; nothing for a single image. `name` is for messages.
 * Throws {@link UserError} for a platform that is wanted and not there, and for
 * an index that holds no image.
 */
export const indexPlatforms = async (
  name: string,
  manifest: Manifest,
  wanted: WantedParts,
  content: ImageContent,
): Promise<readonly PlatformDigest[]> => {
  if (!isIndex(manifest)) return singleImage(name, wanted)
  if (wanted === 'index') return []
  const found = await platformManifests(name, manifest, content)
  if (found.length > 0)
    return choosePlatforms(name, found, wanted).map(({ platform, digest }) => ({
      platform,
      digest,
    }))
  throw new UserError(
    `${shown(name)} is an index without any image. Check the name, and that the build pushed its images; 'platforms: index' verifies one that is meant to hold something else.`,
  )
}

const singleImage = (name: string, wanted: WantedParts): readonly PlatformDigest[] => {
  if (typeof wanted === 'string') return []
  throw new UserError(
    `Input 'platforms' asks for ${wanted.join(', ')}, and ${shown(name)} is no index but a single image. Leave 'platforms' out.`,
  )
}

const shown = (name: string): string => visible(name, 300)
