import type { RolloutResult } from '@ci-kit/ecs/rollout/rollout'

/** How a rollout that did not succeed is taken back: by ECS, by a further update, or not by this step. */
type OwnRollback = 'stop' | 'update' | 'none'

/** ECS is on its way back, or is there. */
const GOING_BACK = [
  'STOP_REQUESTED',
  'ROLLBACK_REQUESTED',
  'ROLLBACK_IN_PROGRESS',
  'ROLLBACK_SUCCESSFUL',
]
const ACTIVE = ['PENDING', 'IN_PROGRESS']

/**
 * What is left for this step to do where neither the circuit breaker nor an
 * alarm rolled back. An active service deployment is stopped with ROLLBACK,
 * which brings back the whole revision; one that is over, or cannot be named,
 * needs an update to the task definition before.
 */
export const ownRollback = (
  { outcome, progress, stopped }: RolloutResult,
  onFailure: 'rollback' | 'leave',
): OwnRollback => {
  if (onFailure === 'leave') return 'none'
  if (outcome.kind !== 'failed' && outcome.kind !== 'timed-out') return 'none'
  if (GOING_BACK.includes(progress.status)) return 'none'
  if (ACTIVE.includes(progress.status) && progress.deployment !== undefined) {
    // Asked once already: a second stop would only be refused.
    return stopped === undefined ? 'stop' : 'none'
  }
  return 'update'
}
