import { type Entry, refused } from './entry.ts'
import { isPullRequestName } from './ref-name.ts'
import { isReservedTag, RESERVED_NAMES } from './reserved.ts'
import { exactTag, hashedTag, tagName } from './tag-name.ts'

/** A part of a tag and who chose it: the workflow's author, whoever named the branch, or the rest of the event. */
export type Segment = { readonly text: string; readonly from: 'author' | 'branch' | 'event' }

/**
 * The tag of a text, undefined for none. Names that belong to something else
 * are changed where the event led to them: those of caches and records, and
 * those of pull requests. A reserved name that the author wrote himself throws
 * a UserError about the entry.
 */
export const safeTag = (segments: readonly Segment[], entry: Entry): string | undefined => {
  const text = segments.map((segment) => segment.text).join('')
  if (text === '') return undefined
  const written = writtenHead(segments)
  const tag = endsWithBranch(segments) ? tagName(text) : exactTag(text)
  if (isReservedTag(tag)) {
    if (isReservedTag(exactTag(written))) throw reservedName(entry)
    return hashedTag(text, 'ref-')
  }
  return isPullRequestName(tag) && !isOurs(segments, written) ? hashedTag(text) : tag
}

/** The error about a reserved name. */
export const reservedName = (entry: Entry): Error =>
  refused(
    entry,
    `Tags that start with ${RESERVED_NAMES} hold caches and records; use another name.`,
  )

/** What the author wrote before anything comes from the event. */
const writtenHead = (segments: readonly Segment[]): string => {
  const others = segments.findIndex(({ from, text }) => from !== 'author' && text !== '')
  return segments
    .slice(0, others === -1 ? segments.length : others)
    .map(({ text }) => text)
    .join('')
}

/** Whether a name like a pull request's was meant: the author wrote `pr-`, and no branch the rest. */
const isOurs = (segments: readonly Segment[], written: string): boolean =>
  written.startsWith('pr-') && segments.every(({ from }) => from !== 'branch')

/** Whether the name of a branch, which anybody with a branch chooses, is the end. */
const endsWithBranch = (segments: readonly Segment[]): boolean =>
  segments.findLast(({ text }) => text !== '')?.from === 'branch'
