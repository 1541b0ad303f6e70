import { AwsRefusal } from '@ci-kit/aws/aws-call'
import { duration } from '@ci-kit/core/amounts'
import type { Outcome } from '@ci-kit/ecs/rollout/outcome'
import type { Moment } from '@ci-kit/ecs/rollout/rollout'
import type { CodeDeployRollout, Watch, WatchPorts } from './watch.ts'

/** How long a rollback that this step asked for may take. */
const ROLLBACK_MS = 10 * 60_000

/** Whether there is something to wait for after the limit, which is a rollback, and once. */
export const limitReached = async (
  rollout: CodeDeployRollout,
  ports: WatchPorts,
  watch: Watch,
): Promise<boolean> => {
  if (watch.limitMs !== rollout.limitMs) return false
  watch.limitMs += ROLLBACK_MS
  if (isOver(watch)) return true
  if (ports.onFailure === 'leave') return false
  return stopOnce(rollout, ports, watch, `it had not ended after ${duration(rollout.limitMs)}`)
}

/** Whether the deployment itself has ended, so that there is nothing to stop. */
const isOver = ({ seen }: Watch): boolean =>
  seen?.deployment.status === 'Failed' || seen?.deployment.status === 'Stopped'

/** The job was cancelled: one call, and out. */
export const cancelled = async (
  rollout: CodeDeployRollout,
  ports: WatchPorts,
  watch: Watch,
): Promise<Outcome> => {
  if (ports.onCancel === 'rollback' && watch.stopped === undefined && !isOver(watch)) {
    await stopOnce(rollout, ports, watch, 'the job was cancelled')
  }
  return { kind: 'cancelled' }
}

/**
 * Stops with a rollback, and tells a refusal. Answers whether there is more to
 * be seen: the rollback, or the end of a deployment that came just before.
 */
const stopOnce = async (
  rollout: CodeDeployRollout,
  ports: WatchPorts,
  watch: Watch,
  reason: string,
): Promise<boolean> => {
  const say = (text: string) =>
    tell(rollout, ports, watch, { at: ports.clock.now(), kind: 'step', text })
  try {
    await ports.stopping.stop(rollout.deployment)
    watch.stopped = { reason }
    say(`stopped with rollback, because ${reason}`)
    return true
  } catch (thrown) {
    if (!(thrown instanceof AwsRefusal)) throw thrown
    say(`could not be stopped: ${thrown.message}`)
    return thrown.code === 'DeploymentAlreadyCompletedException'
  }
}

/** For the timeline, and for those who look on. */
export const tell = (
  { service }: CodeDeployRollout,
  ports: WatchPorts,
  watch: Watch,
  moment: Moment,
): void => {
  watch.timeline.push(moment)
  ports.tell(service, moment)
}
