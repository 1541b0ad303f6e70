import { type Log, visible } from '@ci-kit/core/log'
import type { Rule } from '../component.ts'

const MAX_NAMED = 10

/** Says which patterns match no file: one notice, so that many of them do not hide other annotations. */
export const tellUnmatched = (log: Pick<Log, 'notice'>, rules: readonly Rule[]): void => {
  if (rules.length === 0) return
  const named = rules
    .slice(0, MAX_NAMED)
    .map(
      ({ pattern, source, line }) => `${visible(pattern, 100)} (${visible(source, 100)}:${line})`,
    )
  const more = rules.length > MAX_NAMED ? `, and ${rules.length - MAX_NAMED} more` : ''
  log.notice(
    `No file of the repository matches these patterns, which may be misspelt or out of date: ${named.join(', ')}${more}.`,
  )
}
