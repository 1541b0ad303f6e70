import { FOLDERS, type Part } from './part.ts'

/** What all paths that a pattern matches have in common: other paths need no test. */
export type Anchor = {
  /** The path is this one, or below it; '' when it may be anywhere. */
  readonly folder: string
  /** The path starts with this text. */
  readonly prefix: string
  /** Its last name, or how that ends, from its last dot on; undefined when nothing more is known. */
  readonly end: End | undefined
}
export type End = { readonly of: 'name' | 'extension'; readonly text: string }

/** From the last dot of a name on, '' without one: `.ts` of `a.test.ts`, `.env` of `.env`. */
export const extensionOf = (name: string): string => {
  const dot = name.lastIndexOf('.')
  return dot === -1 ? '' : name.slice(dot)
}

export const anchorOf = (parts: readonly Part[]): Anchor => {
  const at = parts.findIndex((part) => typeof part !== 'string')
  const next = parts[at]
  const folder = parts.slice(0, at === -1 ? parts.length : at).join('/')
  if (next === undefined) return { folder, prefix: folder, end: undefined }
  // `a/**` is `a` too.
  const whole = folder === '' || parts.slice(at).every((part) => part === FOLDERS)
  const start = whole ? folder : `${folder}/`
  const prefix = typeof next === 'object' ? start + next.prefix : start
  return { folder, prefix, end: endOf(parts.at(-1)) }
}

const endOf = (last: Part | undefined): End | undefined => {
  if (typeof last === 'string') return { of: 'name', text: last }
  if (typeof last !== 'object') return undefined
  const text = extensionOf(last.suffix)
  return text === '' ? undefined : { of: 'extension', text }
}
