import type { DeploymentEntry, Service } from '@ci-kit/ecs/model/service'

/**
 * ARN of the task definition to go back to: the last that the service is known
 * to have run well. What is still on its way, or has failed, proves nothing.
 * Undefined where there is none.
 */
export const previousOf = (service: Service): string | undefined => {
  const primary = primaryOf(service)
  if (primary === undefined) return service.taskDefinition
  if (underWay(service) === undefined && primary.rolloutState !== 'FAILED')
    return service.taskDefinition
  return others(service)
    .filter(({ rolloutState }) => rolloutState === 'COMPLETED' || rolloutState === undefined)
    .toSorted((a, b) => b.createdAt - a.createdAt)[0]?.taskDefinition
}

/** The entry of a deployment that has not ended; undefined when there is none. */
export const underWay = (service: Service): DeploymentEntry | undefined => {
  const primary = primaryOf(service)
  if (primary?.rolloutState === 'IN_PROGRESS') return primary
  // ECS tells no state of blue/green deployments; two revisions at a time tell it.
  const isUntold = primary?.rolloutState === undefined && others(service).length > 0
  return isUntold ? primary : undefined
}

export const primaryOf = ({ deployments }: Service): DeploymentEntry | undefined =>
  deployments.find(({ status }) => status === 'PRIMARY')

const others = ({ deployments }: Service): readonly DeploymentEntry[] =>
  deployments.filter(({ status }) => status === 'ACTIVE')
