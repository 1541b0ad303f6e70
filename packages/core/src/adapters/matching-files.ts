import { lstatSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { systemCode, UserError } from '../errors.ts'
import { visible } from '../log.ts'
import {
  type FilePattern,
  isExcluded,
  type PatternPlace,
  parseFilePatterns,
} from './file-patterns.ts'

/** As many as one statement may name: actions/attest, and GitHub's API, take no more. */
export const MOST_FILES = 1_024
/** What exclusions leave of it may still be few enough. */
const MOST_FOUND = 20_000

/**
 * The files that the patterns of an input name, as absolute paths in one order
 * wherever the run happens. Patterns see no hidden files unless they name the
 * dot, and follow no links to folders. Throws {@link UserError} for a pattern
 * that names no file, and for too many files: nothing is left out in silence.
 */
export const matchingFiles = async (
  text: string,
  place: PatternPlace,
): Promise<readonly string[]> => {
  const { input } = place
  const paths = new Set<string>()
  for (const pattern of parseFilePatterns(text, place)) {
    if (pattern.excludes) {
      for (const path of paths) if (isExcluded(pattern, path)) paths.delete(path)
      continue
    }
    for (const path of await filesAt(pattern, input)) paths.add(path)
    if (paths.size > MOST_FOUND) throw tooManyFiles(input, `more than ${MOST_FOUND}`)
  }
  if (paths.size === 0)
    throw new UserError(
      `Input '${input}' leaves no file: the exclusions take away all that is there. Correct the lines that start with !.`,
    )
  if (paths.size > MOST_FILES) throw tooManyFiles(input, paths.size)
  return [...paths].sort((a, b) => (a < b ? -1 : 1))
}

export const tooManyFiles = (input: string, count: number | string): UserError =>
  new UserError(
    `Input '${input}' names ${count} files, and at most ${MOST_FILES} are taken. Split them over several steps, or pack them into one archive.`,
  )

const filesAt = async (pattern: FilePattern, input: string): Promise<readonly string[]> => {
  const { text, base, wildcards } = pattern
  // A name may hold characters that mean something in a pattern.
  const literal = resolve(base, wildcards)
  const found = isThere(literal) ? [literal] : await matched(pattern, input)
  const files: string[] = []
  for (const path of found) if (kindOfFile(path) === 'file') files.push(path)
  if (files.length > 0) return files
  const said = `Input '${input}' has '${visible(text, 200)}'`
  if (found.length === 0)
    throw new UserError(
      `${said}, and nothing is there. Paths start at the workspace: check it, and that a step before this one makes or downloads the file. Hidden files need their dot in the pattern.`,
    )
  const [only = ''] = found
  if (found.length === 1 && kindOfFile(only) === 'other')
    throw new UserError(`${said}, which is neither a file nor a folder. Name a file.`)
  throw new UserError(
    `${said}, which names ${found.length === 1 ? 'a folder' : 'folders'} and no file. Write '${visible(text.replace(/[/\\]+$/, ''), 200)}/**' for all files in it.`,
  )
}

const isThere = (path: string): boolean => {
  try {
    lstatSync(path)
    return true
  } catch (thrown) {
    const code = systemCode(thrown) ?? ''
    // A pattern is no path: none of these says more than that.
    if (['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'EINVAL', 'ERR_INVALID_ARG_VALUE'].includes(code))
      return false
    throw thrown
  }
}

const matched = async (
  { base, wildcards }: FilePattern,
  input: string,
): Promise<readonly string[]> => {
  if (wildcards === '') return []
  // Most runs name files by their paths, and need not wait for this to load.
  const { glob } = await import('node:fs/promises')
  const paths: string[] = []
  for await (const path of glob(wildcards, { cwd: base })) {
    paths.push(resolve(base, path))
    if (paths.length > MOST_FOUND) throw tooManyFiles(input, `more than ${MOST_FOUND}`)
  }
  return paths
}

/** What is at a path with links followed; a link to nothing counts as a file, and is refused when it is read. */
const kindOfFile = (path: string): 'file' | 'folder' | 'other' => {
  try {
    const found = statSync(path)
    if (found.isDirectory()) return 'folder'
    return found.isFile() ? 'file' : 'other'
  } catch (thrown) {
    if (systemCode(thrown) === undefined) throw thrown
    return 'file'
  }
}
