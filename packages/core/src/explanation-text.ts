import type { ExplainedComponent, Explanation } from './explanation.ts'
import { visible } from './log.ts'

/** What was compared and why, as one line: `3 changed files, compared: abc..def, the tip before the push.` */
export const comparisonLine = (explanation: Explanation): string => {
  const { base, head, reason, 'base-reason': why, 'changed-files': count } = explanation
  if (count === null) return `Nothing was compared: ${visible(reason)}.`
  const files = count === 1 ? '1 changed file' : `${count} changed files`
  const range = base === '' ? '' : `${short(base)}..${short(head)}, `
  const docs = explanation['docs-only'] ? ' All of them are ignored.' : ''
  return `${files}, compared: ${range}${visible(why)}.${docs}`
}

/** Enough digits to find a commit, few enough to read. */
const short = (id: string): string => visible(id.slice(0, 12))

/** Paths and patterns are written by the author of a pull request, up to 4,096 bytes each. */
const SHOWN = 200

/** Why one component is selected or not, as half a sentence on one line. */
export const reasonText = (component: ExplainedComponent): string => {
  const { because, path = [] } = component
  switch (because) {
    case 'file':
      return matchText(component) + moreText(component)
    case 'global':
      return `${matchText(component)}, which selects every component`
    case 'dependency':
      return `needs ${shortChain(path.slice(1)).map(shown).join(' → ') || 'one that changed'}`
    case 'everything':
      return 'selected with everything'
    case 'unknown':
      return 'not selected, though nobody knows what changed'
    case 'no-change':
      return 'no changed file matches'
  }
}

/** A thousand components may need each other in one line, each of them with all that come after it. */
const MAX_CHAIN = 10

/** A chain of needs, short enough to read: what is left out in the middle is `…`. */
export const shortChain = (names: readonly string[]): readonly string[] =>
  names.length <= MAX_CHAIN
    ? names
    : [...names.slice(0, MAX_CHAIN - 2), '…', ...names.slice(names.length - 1)]

const matchText = ({ status, file, pattern, source, line }: ExplainedComponent): string => {
  // A long explanation comes without files and patterns.
  if (file === undefined) return 'a changed file matches'
  const place = line === undefined ? (source ?? '') : `${source}:${line}`
  return `${shown(status)} ${shown(file)} matches ${shown(pattern)}${place && ` (${shown(place)})`}`
}

const moreText = ({ 'files-count': count }: ExplainedComponent): string =>
  count > 1 ? `, and ${count - 1} more` : ''

const shown = (text = ''): string => visible(text, SHOWN)
