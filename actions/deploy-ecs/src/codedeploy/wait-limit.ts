import type { DeploymentGroup } from './codedeploy.ts'

/** Six hours, as long as a job may run. */
const MOST_MINUTES = 360

type WaitLimit = {
  readonly minutes: number
  /** What was cut, as a sentence for a notice; undefined when nothing was. */
  readonly notice: string | undefined
}

/** How long to wait: the two waits of the group, and what the author allows beyond. */
export const codeDeployWaitLimit = (
  { readyWaitMinutes, terminationWaitMinutes }: DeploymentGroup,
  waitForMinutes: number,
): WaitLimit => {
  const whole = readyWaitMinutes + terminationWaitMinutes + waitForMinutes
  if (whole <= MOST_MINUTES) return { minutes: whole, notice: undefined }
  return {
    minutes: MOST_MINUTES,
    notice: `The deployment group waits ${readyWaitMinutes} min for traffic and ${terminationWaitMinutes} min before it ends the old tasks; with 'wait-for-minutes: ${waitForMinutes}' that is ${whole} min. This step waits ${MOST_MINUTES} min (6 h), and says 'timed-out' then.`,
  }
}
