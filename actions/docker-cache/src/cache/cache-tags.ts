import { hashedTag, tagName } from '../tags/tag-name.ts'
import { endsLikePlatform } from './platform-suffix.ts'

const CACHE = 'cache-'
const STAGE = 'builder-cache-'
const MOUNT = 'mount-cache-'

const TAG_LIMIT = 128

/**
 * The tag that holds the cache of a scope. With the suffix of a platform it is
 * never the tag of another scope: names that end like a platform are hashed.
 */
export const cacheTag = (scope: string, suffix = ''): string => suffixed(scope, CACHE, suffix)

/** The tag of one builder stage; `target` undefined where there is but one. */
export const stageTag = (scope: string, target: string | undefined, suffix = ''): string =>
  target === undefined
    ? suffixed(scope, STAGE, suffix)
    : suffixed(pair(scope, target), STAGE, suffix)

/** The tag of the saved content of a cache mount; `id` is part of the hash alone. */
export const mountTag = (scope: string, id: string): string => hashedTag(pair(scope, id), MOUNT)

/** No name holds a NUL, so `a-b` + `c` is never `a` + `b-c`; no tag may hold one, which brings the hash. */
const pair = (scope: string, part: string): string => `${scope}\0${part}`

const suffixed = (scope: string, prefix: string, suffix: string): string => {
  const tag = endsLikePlatform(scope) ? hashedTag(scope, prefix) : tagName(scope, prefix)
  return tag.length + suffix.length <= TAG_LIMIT
    ? tag + suffix
    : hashedTag(pair(scope, suffix), prefix)
}
