import { UserError } from '@ci-kit/core/errors'
import { countAt, type Json, objectAt, stringAt } from '@ci-kit/core/json'
import { visible } from '@ci-kit/core/log'
import type { ServiceSettings } from './service-settings.ts'
import { settingMembers } from './update-request.ts'

/** What a new service is to be. */
type NewService = {
  readonly name: string
  /** ARN. */
  readonly taskDefinition: string
  /** `networkMode` of the task definition, `bridge` where it has none. */
  readonly networkMode: string
  /** Put over the document. */
  readonly settings: ServiceSettings
}

/**
 * One CreateService, without its cluster: the author's document with the name,
 * the task definition and the settings of this deployment. Members that nobody
 * knows are sent as they are. Throws {@link UserError} that names what is
 * missing or contradicts.
 */
export const createRequest = (document: Json, service: NewService): Json => {
  const { name, taskDefinition, settings } = service
  refuseForeign(document, name)
  const configuration = objectAt(document, 'deploymentConfiguration')
  const request = {
    ...document,
    ...settingMembers(name, configuration, settings),
    serviceName: name,
    taskDefinition,
  }
  refuseIncomplete(request, service)
  return request
}

const fault = (name: string, what: string): UserError =>
  new UserError(`Service '${visible(name)}' cannot be created from 'create': ${what}`)

/** What this step says, and the document must not say otherwise. */
const refuseForeign = (document: Json, name: string): void => {
  const named = document.serviceName
  if (named !== undefined && named !== name) {
    throw fault(
      name,
      `its serviceName is ${visible(JSON.stringify(named), 100)}. Leave it out, or give that name as 'service'.`,
    )
  }
  for (const member of ['taskDefinition', 'cluster']) {
    if (document[member] === undefined) continue
    throw fault(name, `it has '${member}', which this step puts in. Leave it out.`)
  }
  const controller = stringAt(objectAt(document, 'deploymentController'), 'type') ?? 'ECS'
  if (controller !== 'ECS') {
    throw fault(
      name,
      `its deployment controller is ${visible(controller, 40)}. Services with that controller have to exist before they are deployed to; use ECS, or create it elsewhere.`,
    )
  }
}

const refuseIncomplete = (request: Json, { name, networkMode }: NewService): void => {
  const isDaemon = request.schedulingStrategy === 'DAEMON'
  if (isDaemon && request.desiredCount !== undefined) {
    throw fault(name, 'a DAEMON service takes no desiredCount. Leave it out.')
  }
  // "desiredCount is required if schedulingStrategy is REPLICA or isn't specified."
  if (!isDaemon && countAt(request, 'desiredCount') === undefined) {
    throw fault(name, "it has no whole number as desiredCount. Add one, or set 'desired-count'.")
  }
  if (request.launchType !== undefined && request.capacityProviderStrategy !== undefined) {
    throw fault(name, 'it has launchType and capacityProviderStrategy. Leave one of them out.')
  }
  const network = objectAt(request, 'networkConfiguration')
  if (networkMode === 'awsvpc' && !hasSubnets(network)) {
    throw fault(
      name,
      "its task definition has the network mode awsvpc, which needs subnets. Add 'networkConfiguration: { awsvpcConfiguration: { subnets: […] } }'.",
    )
  }
  if (networkMode !== 'awsvpc' && network !== undefined) {
    throw fault(
      name,
      `the network mode of its task definition is ${visible(networkMode, 40)}, and only awsvpc takes networkConfiguration. Leave it out.`,
    )
  }
}

const hasSubnets = (network: Json | undefined): boolean => {
  const subnets = objectAt(network, 'awsvpcConfiguration')?.subnets
  return Array.isArray(subnets) && subnets.length > 0
}
