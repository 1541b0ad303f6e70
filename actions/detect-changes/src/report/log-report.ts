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
  log.group(`Components: ${selected} of ${components.length} selected`)
  for (const line of reasonTree(explanation)) log.info(line)
  log.endGroup()
  if (explanation['changed-files'] === null) return
  log.group(`Changed files: ${changes.length}`)
  for (const { status, path } of changes.slice(0, MAX_LISTED))
    log.info(`${status} ${visible(path)}`)
  if (changes.length > MAX_LISTED) log.info(`… and ${changes.length - MAX_LISTED} more`)
  log.endGroup()
}
