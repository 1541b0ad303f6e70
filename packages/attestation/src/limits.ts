/** In bytes. GitHub allows predicates of 16 MB, which base64 makes a third longer. */
export const LARGEST_BUNDLE = 24 * 1024 * 1024

/** Attachments of one digest that are looked at, each by one request, or two where it may be what is looked for. */
export const MOST_ATTACHMENTS = 1_000

/** Bundles of one digest that are held in memory, in bytes together. */
export const MOST_BYTES = 512 * 1024 * 1024
