import { isDeepStrictEqual } from 'node:util'
import type { Json } from '@ci-kit/core/json'
import { digestsOf } from './digests-of.ts'
import { normalised } from './normalise.ts'

/**
 * Whether two task definitions run the same: equal for ECS, with the same
 * digests. Those with an image that a tag decides are never the same, because
 * the tag may have moved.
 */
export const isSameRelease = (one: Json, other: Json): boolean =>
  isPinned(one) && isPinned(other) && isDeepStrictEqual(normalised(one), normalised(other))

const isPinned = (document: Json): boolean => {
  const digests = [...digestsOf(document).values()]
  return digests.length > 0 && !digests.includes(undefined)
}
