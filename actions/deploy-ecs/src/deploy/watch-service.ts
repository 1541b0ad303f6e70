import { messageOf } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'
import { takeBackFailed } from '../group/take-back-failed.ts'
import type { DeployPorts, Watch } from './deploy-services.ts'
import { type Deployment, notedAs, serviceArnOf } from './deployment.ts'
import { type EndedRollout, endRollout } from './end-rollout.ts'
import type { Started } from './started.ts'
import { unseenRollout } from './unseen-rollout.ts'

/** What is known of a rollout whose end this step has seen, and its record. */
export type WatchedService = { readonly ended: EndedRollout; readonly record: string }

/**
 * Watches a rollout to its end, asks for its health or its cause, takes it back
 * where that is wanted, and ends its record. Rejects when it cannot be watched,
 * with its record ended all the same: `onRecord` is told of that.
 */
export const watchService = async (
  deployment: Deployment,
  started: Started,
  watch: Watch,
  ports: DeployPorts,
  onRecord: (record: string) => void,
): Promise<WatchedService> => {
  const { prepared, taskDefinition } = deployment
  const service = serviceArnOf(deployment, started)
  const end = async (ended: EndedRollout): Promise<WatchedService> => {
    // A rollout whose service deployment was never found is recorded all the same.
    ports.record(deployment, service, undefined)
    const record = await ports.recorded(service, ended, taskDefinition)
    onRecord(record)
    // The post step looks again at what a cancelled job had on its way.
    if (!ports.cancellation.aborted) ports.settle(notedAs(prepared))
    return { ended, record }
  }
  try {
    return await end(await untilEnd(deployment, started, watch, ports))
  } catch (thrown) {
    const outcome = ports.cancellation.aborted
      ? ({ kind: 'cancelled' } as const)
      : ({ kind: 'failed', reason: visible(messageOf(thrown), 1_000) } as const)
    await end({ result: unseenRollout(prepared.name, outcome), diagnosis: undefined })
    throw thrown
  }
}

const untilEnd = async (
  deployment: Deployment,
  started: Started,
  watch: Watch,
  ports: DeployPorts,
): Promise<EndedRollout> => {
  const stop = async (arn: string) => {
    await ports.stop(arn)
    return ports.watchBack(started)
  }
  return endRollout(await watch(started), {
    cancellation: ports.cancellation,
    health: () => ports.health(deployment.prepared),
    diagnose: (failed) => ports.diagnose(deployment, started, failed),
    takeBack: (failed) =>
      takeBackFailed(failed, deployedOf(deployment), { ...backPorts(ports), stop }),
  })
}

/** What a rollback by a further update needs. */
export const backPorts = ({ takeBack, onFailure, watchBack }: DeployPorts) => ({
  ...takeBack,
  onFailure,
  watch: (rollout: Extract<Started, { kind: 'ecs' }>['rollout']) =>
    watchBack({ kind: 'ecs', rollout }),
})

export const deployedOf = ({ prepared, taskDefinition }: Deployment) => ({
  before: prepared.service,
  previous: prepared.previous,
  name: prepared.name,
  taskDefinition,
})
