/** An answer, or the reason why there is none. Reasons go to logs and outputs: they hold no raw text from outside. */
export type Found<T> = { readonly value: T } | { readonly missing: string }

export const isMissing = <T>(found: Found<T>): found is { readonly missing: string } =>
  'missing' in found
