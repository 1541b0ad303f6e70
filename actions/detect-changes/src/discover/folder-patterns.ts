import { UserError } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'
import { isExcluding } from '../matching/exclusion.ts'
import { compileGlob } from '../matching/glob.ts'

/** A pattern for folders, as it stands in a list. */
export type FolderPattern = {
  /** As written. */
  readonly text: string
  /** Line of the pattern in what holds it, from 1. */
  readonly line: number
  /** Written with a leading `!`: takes folders out again. */
  readonly excludes: boolean
  matches(folder: string): boolean
}

/**
 * Compiles a pattern for folders: `./x`, `/x` and `x/` mean `x`, and `.` is the
 * root, whose folder is ''. `origin` starts the message of the {@link UserError}.
 */
export const folderPattern = (text: string, line: number, origin: string): FolderPattern => {
  const excludes = isExcluding(text, 'minimatch')
  const path = plainPath(excludes ? text.slice(1) : text)
  const test = { text, line, excludes }
  if (!SPECIAL.test(path)) return { ...test, matches: (folder) => folder === path }
  try {
    const glob = compileGlob(path, 'minimatch')
    return { ...test, matches: (folder) => folder !== '' && glob.matches(folder) }
  } catch (thrown) {
    if (!(thrown instanceof UserError)) throw thrown
    throw new UserError(
      `${origin}: the pattern '${visible(text, 200)}' cannot be used: ${thrown.message}.`,
    )
  }
}

const SPECIAL = /[\\*?[\]{}()!+@|]|(?:^|\/)\.\.?(?:\/|$)/

const plainPath = (path: string): string =>
  path === '.' ? '' : path.replace(/^(?:\.?\/)+/, '').replace(/(?:\/\.?)+$/, '')

/** A folder with the pattern that found it. */
export type FoundFolder = { readonly folder: string; readonly by: FolderPattern }

/**
 * The folders that the list selects, in the order given; of the patterns that
 * match one the last decides. `unmatched` are patterns that match none.
 */
export const selectFolders = (
  patterns: readonly FolderPattern[],
  folders: readonly string[],
): { readonly found: readonly FoundFolder[]; readonly unmatched: readonly FolderPattern[] } => {
  const unmatched = new Set(patterns)
  const found: FoundFolder[] = []
  for (const folder of folders) {
    const matching = patterns.filter((pattern) => pattern.matches(folder))
    for (const pattern of matching) unmatched.delete(pattern)
    const by = matching.at(-1)
    if (by !== undefined && !by.excludes) found.push({ folder, by })
  }
  return { found, unmatched: [...unmatched] }
}
