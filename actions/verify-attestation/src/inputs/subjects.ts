import type { WantedParts } from '@ci-kit/attestation/gate/index-platforms'
import { messageOf, UserError } from '@ci-kit/core/errors'
import { type InputReader, lines } from '@ci-kit/core/inputs'
import { type Digest, parseDigest } from '@ci-kit/oci/digest'
import { type NamedImage, parseNamedImages } from '@ci-kit/oci/named-images'
import { parseWantedPlatforms } from '@ci-kit/oci/wanted-platforms'

/** What a step verifies, as the workflow names it; at least one of the lists holds something. */
export type SubjectInputs = {
  readonly images: readonly NamedImage[]
  readonly platforms: WantedParts
  /** Paths and patterns, relative to the workspace. */
  readonly paths: readonly string[]
  readonly digests: readonly Digest[]
}

/** As many as `subject-path` may match. */
const MOST_DIGESTS = 1_024

/** Reads what is verified. Throws {@link UserError} for nothing at all, and for what is no image or digest. */
export const subjects = (from: InputReader): SubjectInputs => {
  const found = {
    images: parseNamedImages('images', from.read('images')).images,
    platforms: parseWantedPlatforms('platforms', from.read('platforms'), 'index'),
    paths: lines(from, 'subject-path'),
    digests: digests(from),
  }
  if (found.images.length + found.paths.length + found.digests.length === 0)
    throw new UserError(
      "Nothing is named to verify. Add 'images: registry/name:tag' under 'with:', or 'subject-path' with files, or 'subject-digest'.",
    )
  if (found.images.length === 0 && found.platforms !== 'all')
    throw new UserError(
      "Input 'platforms' is set, and no image is named. Add 'images', or leave 'platforms' out.",
    )
  return found
}

const digests = (from: InputReader): readonly Digest[] => {
  const found = [...new Set(lines(from, 'subject-digest').map(digestIn))]
  if (found.length <= MOST_DIGESTS) return found
  throw new UserError(
    `Input 'subject-digest' has ${found.length} digests, ${MOST_DIGESTS} are allowed. Verify them in several steps.`,
  )
}

const digestIn = (line: string): Digest => {
  try {
    return parseDigest(line)
  } catch (thrown) {
    if (!(thrown instanceof UserError)) throw thrown
    throw new UserError(`Input 'subject-digest': ${messageOf(thrown)}`)
  }
}
