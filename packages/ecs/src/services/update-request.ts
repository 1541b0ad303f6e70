import { type Json, objectAt, stringAt } from '@ci-kit/core/json'
import { flagAt, objectsAt } from '../model/read-members.ts'
import type { Service } from '../model/service.ts'
import { covers } from './covers.ts'
import { deploymentConfiguration } from './deployment-configuration.ts'
import type { DeploymentSettings, ServiceSettings } from './service-settings.ts'

/** One UpdateService, without its cluster. */
export type ServiceUpdate = {
  readonly request: Json
  /** Whether ECS replaces tasks for it, so that there is a rollout to watch. */
  readonly startsDeployment: boolean
  /** The members that differ from what the service has, in ECS's names; empty only when it was forced. */
  readonly differences: readonly string[]
}

/** Members of UpdateService whose change starts a deployment, from its reference, of those that are sent here. */
const DEPLOYING = [
  'taskDefinition',
  'networkConfiguration',
  'platformVersion',
  'volumeConfigurations',
]

/**
 * The update that brings a service to what is wanted, with exactly the members
 * that were asked for; undefined when it is there already and nothing was
 * forced. `taskDefinition` is an ARN. Throws a `UserError` where settings
 * contradict the service.
 */
export const updateRequest = (
  service: Service,
  taskDefinition: string | undefined,
  settings: ServiceSettings,
): ServiceUpdate | undefined => {
  const asked = settingMembers(
    service.name,
    objectAt(service.document, 'deploymentConfiguration'),
    settings,
  )
  const changed = Object.keys(asked).filter(
    (name) => !covers(presentOf(service, name), asked[name]),
  )
  const redefined = taskDefinition !== undefined && taskDefinition !== service.taskDefinition
  const differences = [...(redefined ? ['taskDefinition'] : []), ...changed]
  const forced = settings.forceNewDeployment === true
  if (differences.length === 0 && !forced) return undefined
  const request = {
    service: service.arn,
    ...(taskDefinition !== undefined && (redefined || forced) && { taskDefinition }),
    ...(forced && { forceNewDeployment: true }),
    ...asked,
  }
  const startsDeployment = forced || differences.some((name) => DEPLOYING.includes(name))
  return { request, startsDeployment, differences }
}

/** Settings in the names that UpdateService and CreateService share. `configuration`: what there is of it. */
export const settingMembers = (
  service: string,
  configuration: Json | undefined,
  settings: ServiceSettings,
): Json => {
  const { deployment } = settings
  const members = {
    desiredCount: settings.desiredCount,
    enableECSManagedTags: settings.enableEcsManagedTags,
    propagateTags: settings.propagateTags,
    volumeConfigurations: settings.volumeConfigurations,
    platformVersion: settings.platformVersion,
    healthCheckGracePeriodSeconds: settings.healthCheckGracePeriodSeconds,
    networkConfiguration: settings.networkConfiguration,
    capacityProviderStrategy: settings.capacityProviderStrategy,
    availabilityZoneRebalancing: settings.availabilityZoneRebalancing,
    enableExecuteCommand: settings.enableExecuteCommand,
    deploymentConfiguration: asksAnything(deployment)
      ? deploymentConfiguration(service, configuration, deployment)
      : undefined,
  }
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined))
}

const asksAnything = (
  deployment: DeploymentSettings | undefined,
): deployment is DeploymentSettings =>
  deployment !== undefined && Object.values(deployment).some((value) => value !== undefined)

/** What ECS tells of a member, with what it means where it tells nothing. */
const presentOf = (service: Service, name: string): unknown => {
  const { document } = service
  if (name === 'desiredCount') return service.desired
  if (name === 'propagateTags') return stringAt(document, name) ?? 'NONE'
  if (name === 'platformVersion') return stringAt(document, name) ?? 'LATEST'
  if (name === 'enableECSManagedTags' || name === 'enableExecuteCommand')
    return flagAt(document, name)
  if (name === 'availabilityZoneRebalancing') return stringAt(document, name) ?? 'DISABLED'
  if (name === 'healthCheckGracePeriodSeconds') return document[name] ?? 0
  if (name === 'capacityProviderStrategy') return document[name] ?? []
  if (name === 'volumeConfigurations') return primaryDocument(document)?.volumeConfigurations ?? []
  return document[name]
}

/** DescribeServices tells of volumes in the deployments only. */
const primaryDocument = (document: Json): Json | undefined =>
  objectsAt(document, 'deployments').find(({ status }) => status === 'PRIMARY')
