import { UserError } from '@ci-kit/core/errors'
import type { Ecs } from '@ci-kit/ecs/ecs'
import type { Service } from '@ci-kit/ecs/model/service'
import type { Until } from '@ci-kit/ecs/rollout/outcome'
import type { StartedRollout } from '@ci-kit/ecs/rollout/rollout'
import { type Pause, waitingPause } from '@ci-kit/ecs/rollout/waiting-pause'
import { deployableService } from '@ci-kit/ecs/services/refusals'
import type { ServiceRequest } from '../service-request.ts'

/** A service whose deployment waits, and what is to be watched once it goes on. */
export type PausedService = { readonly pause: Pause; readonly rollout: StartedRollout }

/**
 * The services whose deployments wait. Reads only. Rejects with a
 * {@link UserError} for a service whose deployment does not wait, so that
 * either all pauses are ended or none.
 */
export const pausedServices = async (
  requests: readonly ServiceRequest[],
  action: 'CONTINUE' | 'ROLLBACK',
  { services, deployments }: Pick<Ecs, 'services' | 'deployments'>,
): Promise<readonly PausedService[]> => {
  const names = requests.flatMap(({ service }) => service ?? [])
  const answer = await services.describe(names)
  return Promise.all(
    requests.map(async ({ service: wanted, until }) => {
      const service = deployableService(wanted ?? '', answer, false)
      if (service === undefined) throw new Error(`ECS has no service ${wanted}.`)
      const pause = await waitingPause(deployments, service.arn)
      const { target, createdAt } = pause.deployment
      const taskDefinition = await taskDefinitionOf(target?.arn, service, deployments)
      const next = action === 'ROLLBACK' ? 'end' : until
      return { pause, rollout: goingOn(service, taskDefinition, createdAt, next) }
    }),
  )
}

const taskDefinitionOf = async (
  revision: string | undefined,
  service: Service,
  deployments: Ecs['deployments'],
): Promise<string> => {
  if (revision === undefined) return service.taskDefinition
  const { found } = await deployments.revisions([revision])
  const [first] = found
  if (first !== undefined) return first.taskDefinition
  throw new UserError(
    `ECS does not tell what is being deployed to service '${service.name}', so its end could not be watched, and its pause was not ended. Run the job again, or end the pause in the console.`,
  )
}

const goingOn = (
  service: Service,
  taskDefinition: string,
  startedAt: number,
  until: Until,
): StartedRollout => ({
  service: service.name,
  serviceArn: service.arn,
  taskDefinition,
  primary: service.deployments.find((entry) => entry.taskDefinition === taskDefinition)?.id,
  before: [],
  startedAt,
  strategy: service.strategy,
  until,
})
