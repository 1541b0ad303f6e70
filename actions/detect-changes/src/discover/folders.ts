import { UserError } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'
import {
  type FolderPattern,
  type FoundFolder,
  folderPattern,
  selectFolders,
} from './folder-patterns.ts'

export type DiscoveredFolders = {
  /** By path. */
  readonly folders: readonly FoundFolder[]
  /** Patterns, as written, that no folder with a tracked file matches. */
  readonly unmatched: readonly string[]
}

/** A person wrote them, and each meets each folder. */
const MAX_PATTERNS = 200
const MAX_FOLDERS = 2_000

/**
 * The folders that input `discover` names: one pattern a line, the last one that
 * matches decides, `!` takes folders out, empty lines and lines from `#` count
 * for nothing. `paths` are those of the tracked files. Throws {@link UserError}.
 */
export const discoverFolders = (input: string, paths: readonly string[]): DiscoveredFolders => {
  const patterns = patternsOf(input)
  if (patterns.length === 0) return { folders: [], unmatched: [] }
  const { found, unmatched } = selectFolders(patterns, foldersOf(paths).toSorted())
  if (found.length > MAX_FOLDERS) {
    throw new UserError(
      `Input 'discover' finds ${found.length} folders, more than ${MAX_FOLDERS}. Narrow its patterns.`,
    )
  }
  return { folders: found, unmatched: unmatched.map(({ text }) => text) }
}

const patternsOf = (input: string): readonly FolderPattern[] => {
  const lines = input.split(/\r\n|\r|\n/).map((text, at) => ({ text: text.trim(), line: at + 1 }))
  const written = lines.filter(({ text }) => text !== '' && !text.startsWith('#'))
  if (written.length > MAX_PATTERNS) {
    throw new UserError(
      `Input 'discover' has ${written.length} patterns, more than ${MAX_PATTERNS}. Use * for many folders.`,
    )
  }
  const patterns = written.map(({ text, line }) =>
    folderPattern(text, line, `Input 'discover', line ${line}`),
  )
  const [first] = patterns
  if (first?.excludes) {
    throw new UserError(
      `Input 'discover', line ${first.line}: '${visible(first.text, 200)}' takes folders out before any is named. Write it below the pattern that it belongs to.`,
    )
  }
  return patterns
}

/** Every folder above one of the paths, without the root. */
export const foldersOf = (paths: readonly string[]): readonly string[] => {
  const folders = new Set<string>()
  for (const path of paths) {
    let end = path.lastIndexOf('/')
    while (end > 0 && !folders.has(path.slice(0, end))) {
      folders.add(path.slice(0, end))
      end = path.lastIndexOf('/', end - 1)
    }
  }
  return [...folders]
}
