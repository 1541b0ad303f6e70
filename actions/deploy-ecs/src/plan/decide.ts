import { stringAt } from '@ci-kit/core/json'
import type { DeploymentEntry, Service } from '@ci-kit/ecs/model/service'
import { createRequest } from '@ci-kit/ecs/services/create-request'
import { type ServiceUpdate, updateRequest } from '@ci-kit/ecs/services/update-request'
import type { Prepared } from './prepared.ts'
import { primaryOf, underWay } from './previous.ts'

/** What is done to a service, once its task definition is known by ARN. */
export type Decision =
  /** Nothing is sent: it runs what was asked for. */
  | { readonly kind: 'unchanged' }
  /** Somebody began this very deployment already, an earlier attempt of the job for instance. */
  | { readonly kind: 'attach'; readonly entry: DeploymentEntry }
  | {
      readonly kind: 'update'
      readonly update: ServiceUpdate
      /** On its way already, and not replaced by the update: it is watched. */
      readonly entry?: DeploymentEntry
    }
  | { readonly kind: 'create'; readonly request: ReturnType<typeof createRequest> }
  | { readonly kind: 'codedeploy' }
  /** There is no service. */
  | { readonly kind: 'register' }

/** ARN where the task definition is not registered yet: anything that no service has. */
const NOT_YET = 'not registered yet'

/**
 * Decides what is to be done. `registered`: the ARN, undefined in a plan where
 * it is still to be registered. Throws a `UserError` where what is wanted
 * contradicts the service.
 */
export const decide = (prepared: Prepared, registered = prepared.equal?.arn): Decision => {
  const { service, request, document, create, name } = prepared
  const taskDefinition = registered ?? NOT_YET
  const { settings } = request
  if (service === undefined) {
    if (create === undefined) return { kind: 'register' }
    const networkMode = stringAt(document, 'networkMode') ?? 'bridge'
    return {
      kind: 'create',
      request: createRequest(create, { name, taskDefinition, networkMode, settings }),
    }
  }
  if (service.controller === 'CODE_DEPLOY')
    return { kind: prepared.codeDeploy === undefined ? 'unchanged' : 'codedeploy' }
  return updateOf(service, taskDefinition, prepared)
}

/** Set to the task definition is not the same as running it. */
const updateOf = (
  service: Service,
  taskDefinition: string,
  { request: { settings } }: Prepared,
): Decision => {
  const isSet = service.taskDefinition === taskDefinition
  // Its last rollout failed and nothing went back: the same again is a new attempt, not a success.
  const isNewAttempt = isSet && primaryOf(service)?.rolloutState === 'FAILED'
  const wishes = isNewAttempt ? { ...settings, forceNewDeployment: true } : settings
  const update = updateRequest(service, taskDefinition, wishes)
  if (update?.startsDeployment) return { kind: 'update', update }
  const entry = isSet ? underWay(service) : undefined
  if (update !== undefined) return { kind: 'update', update, ...(entry && { entry }) }
  return entry === undefined ? { kind: 'unchanged' } : { kind: 'attach', entry }
}
