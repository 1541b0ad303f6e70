import { AwsFault } from '../service-handler.ts'
import { stateOf, turnedBy } from './deployments.ts'
import type { DeploymentRecord } from './ecs-state.ts'
import { type Frame, later, pastOf } from './frames.ts'
import { rollingBack } from './rollouts.ts'

/** From the request to what it asks for, in milliseconds. */
const TAKEN_UP_AFTER = 2000

/** Somebody stops a deployment: ECS goes back to its source, or leaves all as it is. */
export const stopDeployment = (
  deployment: DeploymentRecord,
  how = 'ROLLBACK',
  now: number,
): DeploymentRecord => turnedBy(deployment, now, how === 'ABORT' ? aborted : rolledBack(deployment))

const aborted: readonly Frame[] = [
  { at: 0, set: { status: 'STOP_REQUESTED', statusReason: 'Service deployment stop requested.' } },
  {
    at: TAKEN_UP_AFTER,
    set: { status: 'STOPPED', statusReason: 'Service deployment stopped by the user.', pending: 0 },
  },
]

const rolledBack = ({ source }: DeploymentRecord): readonly Frame[] => [
  { at: 0, set: { status: 'ROLLBACK_REQUESTED', statusReason: 'Rollback requested by the user.' } },
  ...later(
    TAKEN_UP_AFTER,
    rollingBack('Service deployment rolled back by the user.', {
      ends: source === undefined ? 'ROLLBACK_FAILED' : 'ROLLBACK_SUCCESSFUL',
    }),
  ),
]

/** Somebody answers the hook at which a deployment waits. */
export const continueDeployment = (
  deployment: DeploymentRecord,
  hookId: string,
  answer: string,
  now: number,
): DeploymentRecord => {
  const { hook } = stateOf(deployment, now)
  const pause = pastOf(deployment.frames, now - deployment.createdAt).findLast(
    (frame) => frame.pause !== undefined,
  )?.pause
  if (hook?.id !== hookId || hook.status !== 'AWAITING_ACTION' || pause === undefined)
    throw new AwsFault(
      'InvalidParameterException',
      `The lifecycle hook ${hookId} does not wait for an action.`,
    )
  const goesOn = answer === 'CONTINUE'
  const answered: Frame = {
    at: 0,
    set: { hook: { ...hook, status: goesOn ? 'SUCCEEDED' : 'FAILED' } },
  }
  return turnedBy(deployment, now, [answered, ...(goesOn ? pause.onContinue : pause.onRollback)])
}
