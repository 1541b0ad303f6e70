/** What the checkout tells of its files at little cost. Paths are from the root of the repository. */
export type CheckedOutFiles =
  /** All that are tracked. */
  | { readonly kind: 'paths'; readonly paths: readonly string[] }
  /** They are many; `has` says whether a file or folder is there. */
  | { readonly kind: 'folders'; has(path: string): boolean }
  | { readonly kind: 'unknown' }
