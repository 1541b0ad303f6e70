import { messageOf, UserError } from '@ci-kit/core/errors'
import { isIndex } from '@ci-kit/oci/image-document'
import type { Manifest } from '@ci-kit/oci/manifest'
import { missingPlatforms } from '@ci-kit/oci/platform'
import { type Image, inspectImage, type ManifestSource } from './inspect-image.ts'
import { type Boundable, withinTime } from './within-time.ts'

const TIME_LIMIT_MS = 5_000

export type StoredImage =
  | { readonly image: Image; readonly reason?: never }
  /** Why it must not take the place of a build. */
  | { readonly image: undefined; readonly reason: string }

/**
 * Whether an image that was found by its content key is whole: every platform
 * that is wanted is named and its manifest exists. No blob is read. A single
 * manifest costs no request: its only platform is the one of its key, which
 * holds the platforms. Trouble with the registry is a reason to build, never
 * an error.
 */
export const checkStoredImage = async (
  manifest: Manifest,
  wanted: readonly string[],
  repository: Boundable<ManifestSource>,
  timeLimitMs = TIME_LIMIT_MS,
): Promise<StoredImage> => {
  try {
    const image = await inspectImage(manifest, withinTime(repository, timeLimitMs))
    const missing = isIndex(manifest) ? missingOf(image, wanted) : wanted.slice(1)
    if (missing.length === 0 && image.instances.length > 0) return { image }
    return { image: undefined, reason: `the stored image lacks ${missing.join(', ') || 'content'}` }
  } catch (thrown) {
    if (!(thrown instanceof UserError)) throw thrown
    return {
      image: undefined,
      reason: `the stored image could not be checked: ${messageOf(thrown)}`,
    }
  }
}

const missingOf = ({ instances }: Image, wanted: readonly string[]): readonly string[] =>
  missingPlatforms(
    instances.flatMap(({ platform }) => platform ?? []),
    wanted,
  )
