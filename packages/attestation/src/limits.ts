/** In bytes. GitHub allows predicates of 16 MB, which base64 makes a third longer. */
export const LARGEST_BUNDLE = 24 * 1024 * 1024

/** Attachments of one digest that are looked at; cosign stops at 100 signatures, too. */
export const MOST_ATTACHMENTS = 100
