import { AwsRefusal } from '@ci-kit/aws/aws-call'
import type { Outcome } from '@ci-kit/ecs/rollout/outcome'
import type { RolloutResult } from '@ci-kit/ecs/rollout/rollout'
import { ownRollback } from './own-rollback.ts'
import { type Deployed, type RollBackPorts, rollBackService } from './roll-back-service.ts'

export type TakeBackPorts = RollBackPorts & {
  readonly onFailure: 'rollback' | 'leave'
  /** Stops the service deployment with ROLLBACK, and watches it to its end. */
  readonly stop: (deployment: string, because: string) => Promise<RolloutResult>
}

/**
 * The rollback of this step for a rollout that did not succeed and that ECS did
 * not take back, where the author wants it. Answers the result with what became
 * of it, told after what was seen before; a refusal is part of the result, so
 * that the cause of the failure is not lost.
 */
export const takeBackFailed = async (
  result: RolloutResult,
  deployed: Deployed,
  ports: TakeBackPorts,
): Promise<RolloutResult> => {
  const way = ownRollback(result, ports.onFailure)
  if (way === 'none') return result
  const because = reasonOf(result.outcome)
  const { deployment } = result.progress
  try {
    const back =
      way === 'stop' && deployment !== undefined
        ? await ports.stop(deployment, because)
        : await rollBackService(deployed, because, ports)
    return back === undefined ? result : joined(result, back, because)
  } catch (thrown) {
    if (!(thrown instanceof AwsRefusal)) throw thrown
    return failedBoth(result, because, thrown.message)
  }
}

const reasonOf = (outcome: Outcome): string => {
  if (outcome.kind === 'failed') return outcome.reason
  return outcome.kind === 'timed-out'
    ? `the time limit was reached: ${outcome.missing.join(' ')}`
    : outcome.kind
}

const joined = (result: RolloutResult, back: RolloutResult, because: string): RolloutResult => {
  const whole = {
    ...back,
    timeline: [...result.timeline, ...back.timeline],
    events: [...result.events, ...back.events],
    tookMs: result.tookMs + back.tookMs,
    stopped: result.stopped ?? back.stopped,
  }
  switch (back.outcome.kind) {
    case 'rolled-back':
      return { ...whole, outcome: { kind: 'rolled-back', reason: because } }
    case 'failed':
      return failedBoth(whole, because, back.outcome.reason)
    case 'timed-out':
      return failedBoth(whole, because, `it has not ended. ${back.outcome.missing.join(' ')}`)
    case 'succeeded':
    case 'superseded':
    case 'paused':
    case 'cancelled':
      return whole
  }
}

const failedBoth = (result: RolloutResult, because: string, how: string): RolloutResult => ({
  ...result,
  outcome: { kind: 'failed', reason: `${because} The rollback did not succeed: ${how}` },
})
