import { UserError } from '@ci-kit/core/errors'
import { isExcluding } from '../matching/exclusion.ts'
import { compileGlob, type Dialect, type Glob } from '../matching/glob.ts'
import { patternLoad } from './pattern-load.ts'

/** A pattern as its author wrote it, without a place. */
export type Pattern = {
  /** Without the leading `!`. */
  readonly pattern: string
  readonly excludes: boolean
  readonly glob: Glob
}

/** Reads a pattern; throws a UserError with the reason as the second half of a sentence. */
export type PatternReader = (written: string) => Pattern

/**
 * Reads patterns of a dialect. Components often share patterns, through anchors
 * or by hand: each text is compiled once, and equal ones share their Glob.
 */
export const patternReader = (dialect: Dialect): PatternReader => {
  const globs = new Map<string, Glob>()
  const load = patternLoad()
  const compile = (pattern: string): Glob => {
    const known = globs.get(pattern)
    if (known !== undefined) return known
    const glob = compileGlob(pattern, dialect)
    if (!load.add(glob.alternatives)) {
      throw new UserError(
        'with it the patterns take too long to match; write fewer of those with groups and braces, or simpler ones',
      )
    }
    globs.set(pattern, glob)
    return glob
  }
  return (written) => {
    const excludes = isExcluding(written, dialect)
    const pattern = excludes ? written.slice(1) : written
    if (excludes && isExcluding(pattern, dialect))
      throw new UserError('it starts with more than one !')
    return { pattern, excludes, glob: compile(pattern) }
  }
}
