import { UserError } from '@ci-kit/core/errors'
import { isObject, type Json, stringAt } from '@ci-kit/core/json'
import { visible } from '@ci-kit/core/log'
import type { Service } from '@ci-kit/ecs/model/service'

/** What the AppSpec of a service says besides its load balancer. */
export type AppSpecContent = {
  /** ARN. */
  readonly taskDefinition: string
  /** Only when asked: without it the service keeps what it has. */
  readonly networkConfiguration?: Json
  readonly capacityProviderStrategy?: readonly Json[]
  /** Instead of the service's. */
  readonly platformVersion?: string
}

/**
 * The AppSpec of a service, made from the service. The platform version is
 * always written, because without it CodeDeploy takes the latest. Throws
 * {@link UserError} where the service has no load balancer that names a
 * container and a port.
 */
export const generatedAppSpec = (service: Service, content: AppSpecContent): Json => {
  const { containerName, containerPort } = balancerOf(service)
  const platform =
    content.platformVersion ??
    stringAt(service.document, 'platformVersion') ??
    stringAt(primaryTaskSet(service.document), 'platformVersion')
  const network = content.networkConfiguration?.awsvpcConfiguration
  const capacity = content.capacityProviderStrategy
  const properties = {
    TaskDefinition: content.taskDefinition,
    LoadBalancerInfo: { ContainerName: containerName, ContainerPort: containerPort },
    ...(platform !== undefined && { PlatformVersion: platform }),
    ...(isObject(network) && { NetworkConfiguration: { AwsvpcConfiguration: inAppSpec(network) } }),
    ...(capacity !== undefined && { CapacityProviderStrategy: capacity.map(inAppSpec) }),
  }
  return {
    version: 0,
    Resources: [{ TargetService: { Type: 'AWS::ECS::Service', Properties: properties } }],
  }
}

const balancerOf = (
  service: Service,
): { readonly containerName: string; readonly containerPort: number } => {
  const ofTaskSet = primaryTaskSet(service.document)?.loadBalancers
  const candidates = [...service.loadBalancers, ...(Array.isArray(ofTaskSet) ? ofTaskSet : [])]
  for (const { containerName, containerPort } of candidates.filter(isObject)) {
    if (typeof containerName === 'string' && typeof containerPort === 'number') {
      return { containerName, containerPort }
    }
  }
  throw new UserError(
    `Service '${visible(service.name, 200)}' has no load balancer with a container and a port, so that no AppSpec can be made for CodeDeploy. Give 'codedeploy-appspec'.`,
  )
}

const primaryTaskSet = ({ taskSets }: Json): Json | undefined =>
  Array.isArray(taskSets)
    ? taskSets.filter(isObject).find(({ status }) => status === 'PRIMARY')
    : undefined

/** ECS writes `subnets` where an AppSpec has `Subnets`. */
const inAppSpec = (network: Json): Json =>
  Object.fromEntries(
    Object.entries(network).map(([name, value]) => [
      `${name.slice(0, 1).toUpperCase()}${name.slice(1)}`,
      value,
    ]),
  )
