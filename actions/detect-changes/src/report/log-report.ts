import type { Explanation } from '@ci-kit/core/explanation'
import { comparisonLine } from '@ci-kit/core/explanation-text'
import { reasonTree } from '@ci-kit/core/explanation-tree'
import { type Log, visible } from '@ci-kit/core/log'
import type { Change } from '../change.ts'

/** Enough to see what happened; a large push would fill the log with megabytes. */
const MAX_LISTED = 200

/** Writes the answer to the log: what was compared, each component with its reason, the files. */
export const report = (log: Log, explanation: Explanation, changes: readonly Change[]): void => {
  log.info(comparisonLine(explanation))
  const { components } = explanation
  const selected = components.filter((component) => component.selected).length
  // One text for all lines: each call is a write, and those of a thousand components would be felt.
  log.group(`Components: ${selected} of ${components.length} selected`)
  log.info(reasonTree(explanation).join('\n'))
  log.endGroup()
  if (changes.length === 0) return
  log.group(`Changed files: ${changes.length}`)
  log.info(listed(changes))
  log.endGroup()
}

const listed = (changes: readonly Change[]): string => {
  const lines = changes.slice(0, MAX_LISTED).map(({ status, path }) => `${status} ${visible(path)}`)
  const more = changes.length - MAX_LISTED
  return [...lines, ...(more > 0 ? [`… and ${more} more`] : [])].join('\n')
}
