/**
 * Tags in the image's repository that hold something else than an image of
 * the author's: layer caches, the caches of builder stages, saved cache
 * mounts, records of a build's inputs, and images by their content key.
 */
const RESERVED = /^(?:cache-|builder-cache-|mount-cache-|inputs-|in-[0-9a-f]{64}$)/

/** What the messages call them. */
export const RESERVED_NAMES =
  "'cache-', 'builder-cache-', 'mount-cache-', 'inputs-' and 'in-<content key>'"

/** Whether an image under this tag would take the place of a cache or a record. */
export const isReservedTag = (tag: string): boolean => RESERVED.test(tag)
