import type { Context } from './event.ts'
import { visible } from './log.ts'

/** Events that only somebody with write access to the repository can cause, with code that is in it. */
const TRUSTED_EVENTS = [
  '', // not on GitHub Actions: whoever runs it uses their own credentials
  'push',
  'create',
  'release',
  'schedule',
  'workflow_dispatch',
  'repository_dispatch',
  'merge_group',
  'deployment',
]

/**
 * Why the code of this run may come from somebody who has no write access,
 * undefined when it cannot. Nothing is written anywhere for such a run.
 * Follows from the event and the repository only, never from an input, and an
 * event that is not known counts as untrusted.
 */
export const untrustedBecause = ({
  event,
  pullRequest,
  repository,
}: Context): string | undefined => {
  if (TRUSTED_EVENTS.includes(event)) return undefined
  if (event !== 'pull_request') return `the event '${visible(event)}' may carry code from a fork`
  const head = pullRequest?.headRepository
  if (head === undefined) return 'the repository that the pull request comes from is not known'
  return head === repository ? undefined : `the pull request comes from the fork ${visible(head)}`
}
