import { UserError } from '@ci-kit/core/errors'
import type { Log } from '@ci-kit/core/log'
import type { Finding } from '../preflight/finding.ts'

/** What is told before a message would become a page. */
const MOST_TOLD = 5

/**
 * Tells what the preflight found. Throws {@link UserError} with all that would
 * certainly fail, unless the workflow only wants to be told.
 */
export const tellFindings = (
  findings: readonly Finding[],
  stops: boolean,
  log: Pick<Log, 'warning' | 'notice'>,
): void => {
  const errors = findings.filter(({ level }) => level === 'error')
  for (const { level, message } of findings) {
    if (level === 'unknown') log.notice(message)
    else if (level === 'warning' || !stops) log.warning(message)
  }
  if (!stops || errors.length === 0) return
  const more = errors.length - MOST_TOLD
  throw new UserError(
    [
      'Nothing was changed, because the deployment would fail.',
      ...errors.slice(0, MOST_TOLD).map(({ message }) => message),
      ...(more > 0 ? [`And ${more} more.`] : []),
    ].join(' '),
  )
}
