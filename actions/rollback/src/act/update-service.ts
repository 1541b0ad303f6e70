import type { StartedRollout } from '@ci-kit/ecs/rollout/rollout'
import { startedRollout } from '@ci-kit/ecs/services/start-rollout'
import type { Plan, Update } from '../plan/plan.ts'
import type { Ports } from '../ports.ts'

/** Registers the target where needed, and sets the service to it by the one UpdateService of this run. */
export const updateTo = async (
  { service, before }: Plan,
  { target, register }: Update,
  { ecs, log }: Pick<Ports, 'ecs' | 'log'>,
): Promise<{ readonly taskDefinition: string; readonly started: StartedRollout }> => {
  const taskDefinition =
    register === undefined
      ? target.taskDefinition
      : (await ecs.taskDefinitions.register(register)).arn
  if (register !== undefined) {
    log.info(`${target.taskDefinition} is registered anew as ${taskDefinition}.`)
  }
  const updated = await ecs.services.update({ service: service.arn, taskDefinition })
  // A stale answer still shows the PRIMARY entry of the release that is to go.
  const about = { previous: service, before, taskDefinition, until: 'end' } as const
  const started = startedRollout(updated, about)
  return { taskDefinition, started }
}
