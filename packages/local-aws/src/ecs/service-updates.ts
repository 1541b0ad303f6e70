import { isDeepStrictEqual } from 'node:util'
import { type Json, objectAt, stringAt } from '@ci-kit/core/json'
import { AwsFault } from '../service-handler.ts'
import { nameIn } from './arns.ts'
import { desiredIn, settledOn, startDeployment } from './deployments.ts'
import type { EcsState, ServiceRecord, TaskDefinitionRecord } from './ecs-state.ts'
import { requiredAt } from './input.ts'
import { findTaskDefinition, usableTaskDefinition } from './task-definitions.ts'

/** Members whose change starts a deployment, besides the task definition, from the API reference of UpdateService. */
const DEPLOYING_MEMBERS = [
  'networkConfiguration',
  'platformVersion',
  'loadBalancers',
  'serviceRegistries',
  'serviceConnectConfiguration',
  'volumeConfigurations',
  'vpcLatticeConfigurations',
]

/** Changes what the request names and, where that asks for it, starts a deployment. */
export const updateService = (state: EcsState, input: Json): ServiceRecord => {
  const { cluster, service, taskDefinition, desiredCount, forceNewDeployment, ...changes } = input
  const { stale, ...found } = activeService(state, input)
  refuseOtherControllers(found, input)
  const changed: ServiceRecord = {
    ...found,
    desired: desiredIn(input) ?? found.desired,
    settings: { ...found.settings, ...changes },
  }
  const next = nextTaskDefinition(state, found, input)
  const updated = startsDeployment(state, found, next, input)
    ? startDeployment(state, changed, next, state.now())
    : changed
  const { staleReads = 0 } = state.scenario
  const known =
    staleReads > 0 ? { ...updated, stale: { before: found, left: staleReads } } : updated
  state.services.set(found.name, known)
  return known
}

const activeService = ({ services }: EcsState, input: Json): ServiceRecord => {
  const found = services.get(nameIn(requiredAt(input, 'service')))
  if (found === undefined) throw new AwsFault('ServiceNotFoundException', 'Service not found.')
  if ((found.settings.status ?? 'ACTIVE') !== 'ACTIVE')
    throw new AwsFault('ServiceNotActiveException', 'Service was not ACTIVE.')
  return found
}

const startsDeployment = (
  state: EcsState,
  service: ServiceRecord,
  { arn }: TaskDefinitionRecord,
  input: Json,
): boolean =>
  input.forceNewDeployment === true ||
  arn !== settledOn(service, state.now())?.taskDefinition ||
  DEPLOYING_MEMBERS.some(
    (name) =>
      input[name] !== undefined && !isDeepStrictEqual(input[name], service.settings[name] ?? []),
  )

const nextTaskDefinition = (
  state: EcsState,
  service: ServiceRecord,
  input: Json,
): TaskDefinitionRecord => {
  const asked = stringAt(input, 'taskDefinition')
  if (asked !== undefined) return usableTaskDefinition(state, asked, 'ClientException')
  const settled = settledOn(service, state.now())?.taskDefinition ?? ''
  const current = findTaskDefinition(state, settled)
  if (current === undefined) throw new AwsFault('ClientException', 'TaskDefinition not found.')
  return current
}

const refuseOtherControllers = ({ settings }: ServiceRecord, input: Json): void => {
  const controller = stringAt(objectAt(settings, 'deploymentController'), 'type') ?? 'ECS'
  if (controller !== 'ECS' && input.taskDefinition !== undefined)
    throw new AwsFault(
      'InvalidParameterException',
      `Unable to update task definition on services with a ${controller} deployment controller.`,
    )
}
