/** What every path that a pattern matches has in common, as far as its text shows it. */
export type LiteralParts = {
  /** There is only one such path, and it is `prefix`. */
  readonly exact: boolean
  /** The paths start with this; '' when nothing is known. */
  readonly prefix: string
  /** The name of the files, or how it ends from its last dot; undefined when neither is known. */
  readonly file: { readonly name: string } | { readonly extension: string } | undefined
}

/** Everything that any dialect reads as more than itself, together with what stands before it. */
const SPECIAL = /[*?[\]{}()!+@|\\]/

/** Reads a pattern without its leading `!`. It may know less than there is to know, never more. */
export const literalParts = (pattern: string): LiteralParts => {
  const path = pattern.replace(/^(?:\.?\/)+/, '').replace(/\/+/g, '/')
  const special = path.search(SPECIAL)
  // `x/` means what is below x.
  if (special === -1) return { exact: !path.endsWith('/'), prefix: path, file: undefined }
  return {
    exact: false,
    // Only whole folders: a character before `?` or `+` may be missing.
    prefix: path.slice(0, path.lastIndexOf('/', special) + 1),
    file: fileOf(/[^*?[\]{}()!+@|\\]*$/.exec(path)?.[0] ?? ''),
  }
}

const fileOf = (tail: string): LiteralParts['file'] => {
  if (tail.endsWith('/')) return undefined
  if (tail.includes('/')) return { name: fileName(tail) }
  return tail.includes('.') ? { extension: extension(tail) } : undefined
}

export const fileName = (path: string): string => path.slice(path.lastIndexOf('/') + 1)

/** From the last dot, which a hidden file may start with; '' when the name holds none. */
export const extension = (path: string): string => {
  const dot = path.lastIndexOf('.')
  return dot > path.lastIndexOf('/') ? path.slice(dot) : ''
}
