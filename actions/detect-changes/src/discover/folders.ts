import { UserError } from '@ci-kit/core/errors'
import { MAX_COMPONENTS } from '../components/limits.ts'
import { checkFirst, patternLines } from '../components/pattern-lines.ts'
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

/**
 * The folders that input `discover` names: one pattern a line, the last one that
 * matches decides, `!` takes folders out. `paths` are those of the tracked files. Throws {@link UserError}.
 */
export const discoverFolders = (input: string, paths: readonly string[]): DiscoveredFolders => {
  const patterns = patternsOf(input)
  if (patterns.length === 0) return { folders: [], unmatched: [] }
  const { found, unmatched } = selectFolders(patterns, foldersOf(paths).toSorted())
  if (found.length > MAX_COMPONENTS) {
    throw new UserError(
      `Input 'discover' finds ${found.length} folders, more than ${MAX_COMPONENTS}. Narrow its patterns.`,
    )
  }
  return { folders: found, unmatched: unmatched.map(({ text }) => text) }
}

const patternsOf = (input: string): readonly FolderPattern[] => {
  const lines = patternLines(input, 'discover', MAX_PATTERNS)
  const patterns = lines.map(({ text, line }) =>
    folderPattern(text, line, `Input 'discover', line ${line}`),
  )
  checkFirst('discover', lines, patterns)
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
