import { isAbsolute, matchesGlob, relative, resolve, sep } from 'node:path'
import { UserError } from '../errors.ts'
import { visible } from '../log.ts'
import { numberedLines } from '../numbered-lines.ts'
import { type FileRoots, isInside, isWrittenInside } from './contained-path.ts'

/** Where patterns look for files. */
export type PatternPlace = {
  /** The input that holds the patterns, for messages. */
  readonly input: string
  /** Absolute; relative patterns start here. */
  readonly workspace: string
  /** The only folders that may be named; anything may where there are none. */
  readonly within?: FileRoots
}

/** One line of the input: what it adds, or takes away from the lines before it. */
export type FilePattern = {
  /** As it is written, without the `!`. */
  readonly text: string
  /** Absolute: the folders in front of the first wildcard, or the whole path. */
  readonly base: string
  /** What follows it; '' where there is no wildcard. */
  readonly wildcards: string
  readonly excludes: boolean
}

const MOST_PATTERNS = 1_024

/**
 * Reads one path or pattern a line, or several separated by commas, as
 * actions/attest does; `!` in front takes away what lines before it have
 * named. Throws {@link UserError} for one that leads out of the workspace.
 */
export const parseFilePatterns = (text: string, place: PatternPlace): readonly FilePattern[] => {
  const { input } = place
  const patterns = numberedLines(text)
    .flatMap(({ line }) => separated(line))
    .map((entry) => patternIn(entry, place))
  if (!patterns.some(({ excludes }) => !excludes))
    throw new UserError(
      `Input '${input}' names no file. Write one path or pattern a line, such as 'dist/*.tar.gz'.`,
    )
  if (patterns.length > MOST_PATTERNS)
    throw new UserError(
      `Input '${input}' has ${patterns.length} entries, ${MOST_PATTERNS} are allowed. Use a pattern such as 'dist/*'.`,
    )
  return patterns
}

/** At commas that are not inside `{a,b}` or quotes. */
const separated = (line: string): readonly string[] =>
  (line.match(/(?:"[^"]*"|\{[^{}]*\}|[^,])+/g) ?? [])
    .map((entry) =>
      entry
        .trim()
        .replace(/^"(.*)"$/, '$1')
        .trim(),
    )
    .filter((entry) => entry !== '')

const patternIn = (entry: string, { input, workspace, within }: PatternPlace): FilePattern => {
  const excludes = entry.startsWith('!')
  const text = excludes ? entry.slice(1).trim() : entry
  if (text === '')
    throw refused(input, entry, 'nothing follows the !. Write what is to be left out.')
  const [fixed, rest] = beforeWildcards(text)
  const start = resolve(workspace, fixed)
  // Looking for files is confined before it begins, or `/**` would walk the machine.
  const leaves = /(?:^|[/\\{,])\.\.(?:$|[/\\},])/.test(rest)
  if (within !== undefined && (leaves || !isWrittenInside(within, start)))
    throw refused(
      input,
      entry,
      'it leads out of the workspace and the temporary folder of the runner. Copy the file into the workspace first.',
    )
  return { text, base: start, wildcards: rest, excludes }
}

/** The folders in front of the first wildcard, and the rest; all of it where there is none. */
const beforeWildcards = (text: string): readonly [string, string] => {
  const parts = text.split(sep === '/' ? '/' : /[/\\]/)
  const at = parts.findIndex((part) => /[*?[\]{}()!+@]/.test(part))
  if (at === -1) return [text, '']
  const fixed = parts.slice(0, at).join('/')
  return [isAbsolute(text) && fixed === '' ? '/' : fixed, parts.slice(at).join('/')]
}

/** Whether an exclusion takes a file away: it names the file, or a folder above it. */
export const isExcluded = ({ base, wildcards }: FilePattern, path: string): boolean => {
  if (!isInside(base, path)) return false
  const parts = relative(base, path).split(sep)
  return (
    wildcards === '' ||
    parts.some((_, at) => matchesGlob(parts.slice(0, at + 1).join(sep), wildcards)) ||
    // A name may hold characters that mean something in a pattern.
    isInside(resolve(base, wildcards), path)
  )
}

const refused = (input: string, entry: string, reason: string): UserError =>
  new UserError(`Input '${input}' has '${visible(entry, 200)}': ${reason}`)
