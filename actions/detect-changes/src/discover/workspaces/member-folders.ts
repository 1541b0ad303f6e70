import { UserError } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'
import { type FolderPattern, folderPattern, selectFolders } from '../folder-patterns.ts'
import { matchingSteps } from './pattern-cost.ts'

/** Patterns meet every folder with a manifest, so hostile lists end here. */
const MAX_PATTERNS = 2_000
/** At worst some four seconds; a dozen plain patterns for 2,000 folders need a thirtieth of it. */
const MAX_STEPS = 300_000_000

/**
 * The folders that a workspace's list of patterns names, of those that hold a
 * manifest. As with the package managers, `node_modules` never counts, and a
 * hidden folder only where a pattern spells it. `list` comes from a file, so
 * nothing is known of it; `origin` names file and member in messages.
 */
export const memberFolders = (
  list: unknown,
  candidates: readonly string[],
  origin: string,
): readonly string[] => {
  const texts = patternTexts(list, origin).map((text) => text.replaceAll('\\', '/'))
  const folders = candidates.filter((folder) => !folder.split('/').includes('node_modules'))
  if (matchingSteps(texts.filter(isWildcard), folders) > MAX_STEPS) {
    throw new UserError(
      `${origin} has patterns that would take too long for ${folders.length} folders. Write fewer or shorter ones, without nested braces.`,
    )
  }
  const patterns = texts.map((text) => notHidden(folderPattern(text, 1, origin)))
  return selectFolders(patterns, folders).found.map(({ folder }) => folder)
}

const isWildcard = (text: string): boolean => /[*?[{(]/.test(text)

const notHidden = (pattern: FolderPattern): FolderPattern => {
  if (pattern.excludes || /(?:^|\/)\.[^./]/.test(pattern.text)) return pattern
  return { ...pattern, matches: (folder) => pattern.matches(folder) && !/(?:^|\/)\./.test(folder) }
}

/** The list, checked. Throws {@link UserError} on anything but texts that are not empty. */
export const patternTexts = (list: unknown, origin: string): readonly string[] => {
  if (!Array.isArray(list)) {
    throw new UserError(`${origin} is no list. Write folders, as in ["packages/*"].`)
  }
  if (list.length > MAX_PATTERNS) {
    throw new UserError(`${origin} has ${list.length} entries, more than ${MAX_PATTERNS}. Use *.`)
  }
  return list.map((entry: unknown) => {
    if (typeof entry === 'string' && entry !== '') return entry
    throw new UserError(
      `${origin} has an entry ${visible(JSON.stringify(entry) ?? 'undefined', 100)}, which names no folder. Write folders, as in "packages/*".`,
    )
  })
}
