import type { LogLine } from '../ecs.ts'
import type { Cause } from './diagnosis.ts'
import { exitCodeHint } from './exit-codes.ts'
import { knownReason } from './known-reasons.ts'
import { WRONG_PLATFORM } from './known-run-reasons.ts'

const STOP_CODES: ReadonlyMap<string, string> = new Map([
  [
    'SpotInterruption',
    'AWS took back Spot capacity; the release is not to blame. Deploy again, or add FARGATE to the capacity provider strategy.',
  ],
  [
    'TerminationNotice',
    'the instance under the task was terminated. Deploy again; let managed draining move tasks before instances go.',
  ],
  ['InfrastructureHealth', 'the host under the task failed, not the release. Deploy again.'],
  [
    'UserInitiated',
    'somebody or something stopped the task by its id. CloudTrail knows who (StopTask).',
  ],
])

/**
 * What an ending may mean and what to do about it: the meaning first, in lower
 * case to follow a colon, up to its full stop. '' when nothing is known.
 */
export const hintFor = (
  ending: Pick<Cause, 'stopCode' | 'exitCode' | 'reason'>,
  log: readonly LogLine[] = [],
): string => {
  const known = knownReason(ending.reason)
  if (known) return known.hint
  // Fargate says it nowhere else.
  const isWrongPlatform = log.some(({ text }) =>
    WRONG_PLATFORM.patterns.every((pattern) => pattern.test(text)),
  )
  if (isWrongPlatform) return WRONG_PLATFORM.hint
  return (
    STOP_CODES.get(ending.stopCode) ??
    (ending.exitCode === undefined ? '' : exitCodeHint(ending.exitCode))
  )
}
