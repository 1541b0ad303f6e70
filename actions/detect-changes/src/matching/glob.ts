import { UserError } from '@ci-kit/core/errors'
import { compileSegment } from '../glob/segment.ts'
import { expandBraces } from './braces.ts'
import { githubParts } from './github-parts.ts'
import { FOLDERS, type Part } from './part.ts'
import { pathReader } from './path.ts'
import { namesOf } from './path-names.ts'
import { type PathPattern, pathPattern } from './path-pattern.ts'

/** `github` is the dialect of `on.push.paths` in a workflow. */
export const DIALECTS = ['minimatch', 'github'] as const
export type Dialect = (typeof DIALECTS)[number]

/** A compiled pattern for paths from the root of the repository. */
export type Glob = {
  readonly text: string
  readonly dialect: Dialect
  /** A path matches when one of these does. */
  readonly alternatives: readonly PathPattern[]
  matches(path: string): boolean
}

const MAX_LENGTH = 1_000

/**
 * Compiles a pattern without its leading `!`. In both dialects `./x` and `/x`
 * mean `x`, `x/` means `x/**`, `\` escapes, and dot files are ordinary files.
 * Throws {@link UserError} with the reason as the second half of a sentence.
 *
 * `minimatch` means what it means in that package, with its options `dot`,
 * `nonegate` and `nocomment`, except: `a/**` is also a link or a submodule `a`, as in picomatch;
 * and after a `!( )` at the start of a name a lone `*` may stand for nothing,
 * so that `!(test)*` is every name that does not start with `test`. There
 * minimatch matches `test`, yet not `tests`; picomatch agrees with us.
 *
 * Patterns may come from a pull request, so that everything here is capped and
 * matching is linear in the length of the path: minimatch and picomatch need
 * minutes for ten `*a` in one pattern, because they backtrack.
 */
export const compileGlob = (text: string, dialect: Dialect): Glob => {
  if (text.length > MAX_LENGTH) {
    throw new UserError(`it has ${text.length} characters, more than ${MAX_LENGTH}`)
  }
  const read = dialect === 'github' ? githubParts : minimatchParts
  const alternatives = read(text).map(pathPattern)
  const matches = (path: string): boolean => {
    const one = pathReader().read(path)
    return alternatives.some((alternative) => alternative.matches(one))
  }
  return { text, dialect, alternatives, matches }
}

const minimatchParts = (text: string): readonly (readonly Part[])[] =>
  expandBraces(text).map((pattern) =>
    namesOf(pattern).map((name) => (name === '**' ? FOLDERS : compileSegment(name))),
  )
