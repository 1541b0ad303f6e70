import { createHash } from 'node:crypto'

/** The longest tag of the OCI distribution specification. */
const TAG_LIMIT = 128
const HASH_LENGTH = 8
const HASH_INITIALS = 'abcdef'

/** How a name ends that has got a hash: a letter first, so that dates such as `-20261121` are none. */
const HASHED = new RegExp(`(^|-)[${HASH_INITIALS}][0-9a-f]{${HASH_LENGTH - 1}}$`)

/**
 * `prefix` + `text` as a valid tag of 128 characters at most. A hash of the
 * text is appended as soon as anything in it had to change, because two
 * branches such as `a/b` and `a-b` must never share a tag. A text that ends
 * like such a hash gets one too: somebody could name a branch after the tag
 * of another.
 */
export const tagName = (text: string, prefix = ''): string =>
  HASHED.test(text) ? hashedTag(text, prefix) : exactTag(text, prefix)

/** As {@link tagName}, for texts that nobody can choose after another's: a tag as it is, where it is valid. */
export const exactTag = (text: string, prefix = ''): string => {
  const safe = safePart(text)
  const fits = prefix.length + safe.length <= TAG_LIMIT
  return safe === text && safe !== '' && fits ? prefix + safe : hashedTag(text, prefix)
}

/** As {@link tagName}, with the hash in any case: for names that mean something else already. */
export const hashedTag = (text: string, prefix = ''): string => {
  const room = TAG_LIMIT - prefix.length - HASH_LENGTH - 1
  return (
    prefix + [safePart(text).slice(0, room), hashOf(text)].filter((part) => part !== '').join('-')
  )
}

const hashOf = (text: string): string => {
  const hash = createHash('sha256').update(text).digest()
  const initial = HASH_INITIALS.charAt((hash[0] ?? 0) % HASH_INITIALS.length)
  return initial + hash.toString('hex', 1).slice(0, HASH_LENGTH - 1)
}

const safePart = (text: string): string =>
  text.replace(/[^A-Za-z0-9._-]+/g, '-').replace(/^[._-]+/, '')
