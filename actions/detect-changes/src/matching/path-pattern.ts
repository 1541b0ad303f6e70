import { acceptsName, type Segment } from '../glob/segment.ts'
import { type Anchor, anchorOf } from './anchor.ts'
import { FOLDERS, type Part } from './part.ts'
import type { Path } from './path.ts'

/** A pattern without braces. */
export type PathPattern = {
  readonly anchor: Anchor
  /** Of all names together; see {@link Segment}. */
  readonly states: number
  matches(path: Path): boolean
}

/**
 * A trailing `**` after other parts also matches what stands in place of the
 * folder: a submodule or a link is a single entry, and picomatch selects it.
 */
export const pathPattern = (written: readonly Part[]): PathPattern => {
  const parts = written.filter((part, at) => part !== FOLDERS || written[at - 1] !== FOLDERS)
  const anchor = anchorOf(parts)
  const states = parts.reduce((sum, part) => sum + (typeof part === 'object' ? part.states : 0), 0)
  const matches = simple(parts, anchor) ?? ((path: Path) => matchesNames(parts, path.names()))
  return { anchor, states, matches }
}

/** The shapes that nearly all patterns have need no list of names: a path, all below a folder, a name below a folder. */
const simple = (
  parts: readonly Part[],
  { prefix }: Anchor,
): ((path: Path) => boolean) | undefined => {
  const at = parts.findIndex((part) => typeof part !== 'string')
  if (at === -1) return ({ text }) => text === prefix
  if (parts[at] !== FOLDERS || parts.length > at + 2) return undefined
  const last = parts[at + 1]
  if (last === undefined || last === FOLDERS) return below(prefix)
  return (path) => path.text.startsWith(prefix) && acceptsName(last, path.lastName())
}

const below = (folder: string): ((path: Path) => boolean) => {
  if (folder === '') return () => true
  return ({ text }) =>
    text.startsWith(folder) && (text.length === folder.length || text[folder.length] === '/')
}

/** Only the last `**` is ever tried again, so the time is at most parts × names. */
export const matchesNames = (parts: readonly Part[], names: readonly string[]): boolean => {
  let part = 0
  let name = 0
  let retry: { part: number; name: number } | undefined
  while (name < names.length) {
    const wanted: Segment | typeof FOLDERS | undefined = parts[part]
    if (wanted === FOLDERS) {
      part += 1
      retry = { part, name }
    } else if (wanted !== undefined && acceptsName(wanted, names[name] ?? '')) {
      part += 1
      name += 1
    } else if (retry !== undefined) {
      retry = { part: retry.part, name: retry.name + 1 }
      ;({ part, name } = retry)
    } else {
      return false
    }
  }
  return parts.slice(part).every((rest) => rest === FOLDERS)
}
