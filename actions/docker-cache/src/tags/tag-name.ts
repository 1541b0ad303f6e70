import { createHash } from 'node:crypto'

/** The longest tag of the OCI distribution specification. */
const TAG_LIMIT = 128
const HASH_LENGTH = 8

/**
 * `prefix` + `text` as a valid tag of 128 characters at most. A hash of the
 * text is appended as soon as anything in it had to change, because two
 * branches such as `a/b` and `a-b` must never share a tag.
 */
export const tagName = (text: string, prefix = ''): string => {
  const safe = safePart(text)
  const fits = prefix.length + safe.length <= TAG_LIMIT
  return safe === text && safe !== '' && fits ? prefix + safe : hashedTag(text, prefix)
}

/** As {@link tagName}, with the hash in any case: for names that mean something else already. */
export const hashedTag = (text: string, prefix = ''): string => {
  const safe = safePart(text)
  const hash = createHash('sha256').update(text).digest('hex').slice(0, HASH_LENGTH)
  const room = TAG_LIMIT - prefix.length - HASH_LENGTH - 1
  return prefix + [safe.slice(0, room), hash].filter((part) => part !== '').join('-')
}

const safePart = (text: string): string =>
  text.replace(/[^A-Za-z0-9._-]+/g, '-').replace(/^[._-]+/, '')
