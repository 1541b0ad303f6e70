import { UserError } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'
import type { Answer, Failure } from '../ecs.ts'
import type { Service } from '../model/service.ts'
import type { ServiceSettings } from './service-settings.ts'

/**
 * The service of that name or ARN out of an answer to DescribeServices, fit to
 * be deployed to. Undefined when there is none and `mayCreate`. Throws
 * {@link UserError} that says why it cannot be deployed and what to do.
 */
export const deployableService = (
  wanted: string,
  answer: Answer<Service>,
  mayCreate: boolean,
): Service | undefined => {
  // DescribeServices answers nothing but a failure for a daemon, which would read as a missing service.
  if (/:daemon\//.test(wanted)) {
    throw new UserError(
      `'${visible(wanted, 300)}' is an ECS daemon, not a service. Daemons are updated by UpdateDaemon and cannot be deployed here.`,
    )
  }
  const service = answer.found.find(({ name, arn }) => name === wanted || arn === wanted)
  if (service !== undefined && service.status === 'ACTIVE') return managedByUs(service)
  const failure = answer.failures.find(({ arn }) => arn === wanted || arn.endsWith(`/${wanted}`))
  const isThere = service?.status === 'DRAINING'
  const isUnknown = service === undefined && failure?.reason !== 'MISSING'
  if (mayCreate && !isThere && !isUnknown) return undefined
  if (service !== undefined) throw inactive(service)
  throw missing(wanted, failure)
}

const missing = (wanted: string, failure: Failure | undefined): UserError => {
  if (failure === undefined) {
    return new UserError(
      `ECS answered nothing about service '${visible(wanted, 300)}'. Check the inputs 'service' and 'cluster', and run the job again.`,
    )
  }
  const { arn, reason, detail } = failure
  const said = `${visible(arn, 300)} is ${visible(reason, 100)}${detail === '' ? '' : ` (${visible(detail, 200)})`}`
  return new UserError(
    reason === 'MISSING'
      ? `${said}: the cluster has no such service. Check the inputs 'service', 'cluster' and 'aws-region', or give 'create' to create it.`
      : `${said}. Check the inputs 'service' and 'cluster'.`,
  )
}

const inactive = ({ arn, status }: Service): UserError =>
  new UserError(
    status === 'DRAINING'
      ? `${visible(arn, 300)} is DRAINING: it was deleted and its last tasks are stopping. Wait until it is INACTIVE, then give 'create' to create it again.`
      : `${visible(arn, 300)} is INACTIVE: it was deleted. Give 'create' to create it again, or name another service.`,
  )

const managedByUs = (service: Service): Service => {
  const name = `Service '${visible(service.name)}'`
  if (service.isExpress) {
    throw new UserError(
      `${name} is an Express service (resourceManagementType ECS): ECS manages its deployments itself, and they are changed by UpdateExpressGatewayService. Deploy to a service that you manage.`,
    )
  }
  if (service.controller === 'EXTERNAL') {
    throw new UserError(
      `${name} has the deployment controller EXTERNAL, which is unsupported: its task sets are made by another system. Deploy with that system, or set the controller to ECS.`,
    )
  }
  return service
}

/** Throws {@link UserError} where a setting can never go with the service. */
export const refuseSettings = (service: Service, settings: ServiceSettings): void => {
  if (service.scheduling === 'DAEMON' && settings.desiredCount !== undefined) {
    throw new UserError(
      `Service '${visible(service.name)}' runs one task on each instance (DAEMON), and cannot take the desired count ${settings.desiredCount}. Leave 'desired-count' out.`,
    )
  }
}
