import { UserError } from '@ci-kit/core/errors'
import { braceExpand } from 'minimatch'
import { compileSegment, type Segment } from './glob/segment.ts'

/** Tests a path from the root of the repository, given as its names: `['api', 'main.go']`. */
export type Glob = (names: readonly string[]) => boolean

const MAX_LENGTH = 1_000
const MAX_EXPANSIONS = 1_000

/** `**`: any number of folders. */
const FOLDERS = Symbol('**')
type Part = Segment | typeof FOLDERS

/**
 * Compiles a pattern without its leading `!`. Braces expand as in a shell;
 * `./x` and `/x` mean `x`, `x/` means `x/**`, and dot files are ordinary files.
 * Throws {@link UserError} with the reason as the second half of a sentence.
 *
 * Patterns may come from a pull request, so that everything here is capped and
 * matching is linear in the length of the path: minimatch and picomatch need
 * minutes for ten `*a` in one pattern, because they backtrack.
 */
export const compileGlob = (pattern: string): Glob => {
  if (pattern.length > MAX_LENGTH) {
    throw new UserError(`it has ${pattern.length} characters, more than ${MAX_LENGTH}`)
  }
  const expanded = braceExpand(pattern, { braceExpandMax: MAX_EXPANSIONS + 1 })
  if (expanded.length > MAX_EXPANSIONS) {
    throw new UserError(`its braces stand for more than ${MAX_EXPANSIONS} patterns`)
  }
  const paths = [...new Set(expanded)].map(compilePath)
  return (names) => paths.some((parts) => matches(parts, names))
}

const compilePath = (pattern: string): readonly Part[] => {
  const path = pattern.replace(/^(?:\.?\/)+/, '').replace(/\/+$/, '/**')
  const names = path.split(/\/+/).filter((name) => name !== '')
  if (names.length === 0) throw new UserError("it names no path; '**' means every file")
  const dots = names.find((name) => name === '.' || name === '..')
  if (dots !== undefined) throw new UserError(`no path holds a folder '${dots}'`)
  return names.map((name) => (name === '**' ? FOLDERS : compileSegment(name)))
}

/** Only the last `**` is ever tried again, so the time is at most parts × names. */
const matches = (parts: readonly Part[], names: readonly string[]): boolean => {
  let part = 0
  let name = 0
  let retry: { part: number; name: number } | undefined
  while (name < names.length) {
    const wanted = parts[part]
    if (wanted === FOLDERS) {
      part += 1
      retry = { part, name }
    } else if (wanted !== undefined && accepts(wanted, names[name] ?? '')) {
      part += 1
      name += 1
    } else if (retry !== undefined) {
      retry = { part: retry.part, name: retry.name + 1 }
      ;({ part, name } = retry)
    } else {
      return false
    }
  }
  // `a/**` is `a` too: a submodule or a link is a single entry, and picomatch selects it.
  return parts.slice(part).every((rest) => rest === FOLDERS)
}

const accepts = (segment: Segment, name: string): boolean =>
  typeof segment === 'string' ? segment === name : segment(name)
