import type { Scenario, SeededDeployment, SeededService } from '../scenario.ts'
import type { Now } from '../service-handler.ts'
import { ecsArn } from './arns.ts'
import { lastSuccess, newDeployment } from './deployments.ts'
import { type EcsState, newEcsState, type ServiceRecord } from './ecs-state.ts'
import type { Frame } from './frames.ts'
import { deregister, findTaskDefinition, register } from './task-definitions.ts'

/** ECS as it is when the scenario begins. */
export const seededState = (scenario: Scenario, now: Now): EcsState => {
  const state = newEcsState(scenario, now)
  const registered = (scenario.taskDefinitions ?? []).map(({ document, inactive = false }) => ({
    record: register(state, document),
    inactive,
  }))
  for (const service of scenario.services ?? [])
    state.services.set(service.name, seededService(state, service))
  // Afterwards: what runs on a task definition goes on when it is deregistered.
  for (const { record, inactive } of registered) if (inactive) deregister(state, record)
  return state
}

const seededService = (state: EcsState, service: SeededService): ServiceRecord => {
  const { name, desired = 2, settings = {}, history } = service
  const oldest = Math.max(0, ...history.map(({ age }) => age))
  const empty: ServiceRecord = {
    arn: ecsArn('service', state.cluster, name),
    name,
    createdAt: state.startedAt - oldest,
    desired,
    settings,
    deployments: [],
  }
  return history.reduce((before, release) => withPast(state, before, release), empty)
}

const withPast = (
  state: EcsState,
  service: ServiceRecord,
  { taskDefinition, age, status = 'SUCCESSFUL', withoutRevision = false }: SeededDeployment,
): ServiceRecord => {
  const record = findTaskDefinition(state, taskDefinition)
  if (record === undefined) throw new Error(`the scenario has no task definition ${taskDefinition}`)
  const source = lastSuccess(service, state.startedAt)
  const deployment = {
    ...newDeployment(state, service, record.arn, state.startedAt - age),
    withoutRevision,
    ...(source && { source }),
    frames: pastFrames(status),
  }
  return { ...service, deployments: [...service.deployments, deployment] }
}

const pastFrames = (status: NonNullable<SeededDeployment['status']>): readonly Frame[] => [
  { at: 0, set: { status: 'IN_PROGRESS' } },
  {
    at: 1,
    set:
      status === 'SUCCESSFUL'
        ? { status, running: 1, source: 0 }
        : { status, running: 0, source: 1 },
  },
]
