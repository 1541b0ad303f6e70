import { UserError } from '@ci-kit/core/errors'
import type { Log } from '@ci-kit/core/log'
import type { Detection } from '../detection.ts'
import type { OnUncertain } from '../on-uncertain.ts'

/**
 * Says aloud when nothing was compared: a notice where the event has nothing to
 * compare with, a warning where something is missing. Throws {@link UserError}
 * for the latter when the workflow wants that.
 */
export const tellUncertain = (log: Log, detection: Detection, onUncertain: OnUncertain): void => {
  if (detection.kind === 'everything') {
    log.notice(`Every component is selected: ${detection.why}.`)
    return
  }
  if (detection.kind === 'known') return
  const { reason } = detection
  if (onUncertain === 'fail') {
    throw new UserError(
      `What changed is not known: ${reason}. The step fails because of 'on-uncertain: fail'; 'on-uncertain: all' selects every component instead.`,
    )
  }
  if (onUncertain === 'none') {
    log.warning(
      `No component is selected, because of 'on-uncertain: none', though what changed is not known: ${reason}.`,
    )
    return
  }
  log.warning(`Every component is selected, because what changed is not known: ${reason}.`)
}
