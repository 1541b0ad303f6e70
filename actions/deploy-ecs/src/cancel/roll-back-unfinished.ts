import type { Log } from '@ci-kit/core/log'
import type { ServiceDeployments } from '@ci-kit/ecs/ecs'
import { activeDeployment } from '@ci-kit/ecs/rollout/active-deployment'
import { stopDeployment } from '@ci-kit/ecs/rollout/stop-deployment'
import type { Unfinished } from './unfinished.ts'

export type PostPorts = {
  readonly log: Pick<Log, 'info' | 'warning'>
  /** Of one cluster in one region. */
  deployments(place: Unfinished): ServiceDeployments
}

/**
 * Rolls back what a step that was ended left on its way: only a deployment of
 * what the step deployed, one stop each. Says so where there is nothing to do.
 */
export const rollBackUnfinished = async (
  rollouts: readonly Unfinished[],
  { log, deployments }: PostPorts,
): Promise<void> => {
  await Promise.all(
    rollouts.map(async (rollout) => {
      const api = deployments(rollout)
      const name = rollout.service.slice(rollout.service.lastIndexOf('/') + 1)
      const active = await activeDeployment(api, rollout.service)
      if (active === undefined || !(await isOurs(active.target?.arn, rollout, api))) {
        log.info(`${name}: nothing of this step is being deployed any more.`)
        return
      }
      const { kind } = await stopDeployment(api, { arn: active.arn })
      if (kind === 'stopped')
        log.warning(`${name}: the step ended before its deployment did, so it is rolled back.`)
      else log.info(`${name}: its deployment is ${kind === 'ended' ? 'over' : 'on its way back'}.`)
    }),
  )
}

const isOurs = async (
  revision: string | undefined,
  { taskDefinition }: Unfinished,
  deployments: ServiceDeployments,
): Promise<boolean> => {
  if (revision === undefined) return false
  const { found } = await deployments.revisions([revision])
  return found.some((each) => each.taskDefinition === taskDefinition)
}
