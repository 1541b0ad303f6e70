import { type Json, objectAt, stringAt } from '@ci-kit/core/json'
import { seconds } from '../time.ts'
import { ecsArn } from './arns.ts'
import { stateOf, tasksOf, wentBack } from './deployments.ts'
import type { DeploymentRecord, EcsState, ServiceRecord } from './ecs-state.ts'
import { eventsOf } from './events.ts'
import type { RolloutState } from './frames.ts'
import { present } from './input.ts'

/** A service as DescribeServices and UpdateService answer it. */
export const serviceView = (state: EcsState, service: ServiceRecord): Json => {
  const now = state.now()
  const current = service.deployments.at(-1)
  const entries = current === undefined ? [] : entriesOf(service, current, now)
  const sum = (member: 'runningCount' | 'pendingCount') =>
    entries.reduce((total, entry) => total + entry[member], 0)
  return present({
    status: 'ACTIVE',
    launchType: 'FARGATE',
    platformVersion: 'LATEST',
    deploymentConfiguration: { maximumPercent: 200, minimumHealthyPercent: 100 },
    deploymentController: { type: 'ECS' },
    loadBalancers: [],
    serviceRegistries: [],
    placementConstraints: [],
    placementStrategy: [],
    schedulingStrategy: 'REPLICA',
    propagateTags: 'NONE',
    enableECSManagedTags: false,
    enableExecuteCommand: false,
    networkConfiguration: NETWORK,
    ...service.settings,
    serviceArn: service.arn,
    serviceName: service.name,
    clusterArn: ecsArn('cluster', state.cluster),
    desiredCount: service.desired,
    runningCount: sum('runningCount'),
    pendingCount: sum('pendingCount'),
    taskDefinition: entries[0]?.taskDefinition,
    deployments: entries,
    events: eventsOf(service, now).slice(0, 100),
    createdAt: seconds(service.createdAt),
    currentServiceDeployment: current?.arn,
    currentServiceRevisions: current && [{ arn: current.revisionArn }],
  })
}

const NETWORK: Json = {
  awsvpcConfiguration: {
    subnets: ['subnet-0a1b2c3d4e5f60718'],
    securityGroups: ['sg-0a1b2c3d4e5f60718'],
    assignPublicIp: 'DISABLED',
  },
}

type Entry = ReturnType<typeof entryOf>

/** `deployments[]`, PRIMARY first. While ECS goes back, and after, the source is PRIMARY again. */
const entriesOf = (
  service: ServiceRecord,
  current: DeploymentRecord,
  now: number,
): readonly Entry[] => {
  const state = stateOf(current, now)
  const { source } = current
  const goesBack = wentBack(state)
  const target = entryOf(service, current, state, goesBack ? 'ACTIVE' : 'PRIMARY', now)
  if (source === undefined) return [target]
  const old = entryOf(
    service,
    source,
    sourceState(state, current),
    goesBack ? 'PRIMARY' : 'ACTIVE',
    now,
  )
  if (state.status === 'ROLLBACK_SUCCESSFUL') return [old]
  if (goesBack) return [old, target]
  return state.source > 0 ? [target, old] : [target]
}

/** The source as its own deployment: done, unless ECS is on its way back to it. */
const sourceState = (state: RolloutState, current: DeploymentRecord): RolloutState => {
  const comesBack = state.status === 'ROLLBACK_IN_PROGRESS'
  return {
    status: comesBack ? 'IN_PROGRESS' : 'SUCCESSFUL',
    running: state.source,
    pending: comesBack ? 1 - state.source : 0,
    source: 0,
    failed: 0,
    ...(state.breaker === 'TRIGGERED' && {
      rolloutReason: `ECS deployment circuit breaker: rolling back to deploymentId ${current.source?.id}.`,
    }),
  }
}

const entryOf = (
  { desired, settings }: ServiceRecord,
  { id, createdAt, taskDefinition, frames }: DeploymentRecord,
  state: RolloutState,
  status: 'PRIMARY' | 'ACTIVE',
  now: number,
) => {
  const elapsed = now - createdAt
  const changed = frames.findLast(({ at }) => at <= elapsed)?.at ?? 0
  return {
    id,
    status,
    taskDefinition,
    desiredCount: status === 'PRIMARY' ? desired : tasksOf(state.running, desired),
    runningCount: tasksOf(state.running, desired),
    pendingCount: Math.min(
      tasksOf(state.pending, desired),
      desired - tasksOf(state.running, desired),
    ),
    failedTasks: state.failed,
    createdAt: seconds(createdAt),
    updatedAt: seconds(createdAt + changed),
    launchType: 'FARGATE',
    platformVersion: '1.4.0',
    ...(isRolling(settings) && rolloutOf(id, state)),
  }
}

/** ECS names a rollout state for rolling deployments by its own controller only. */
const isRolling = (settings: Json): boolean => {
  const controller = stringAt(objectAt(settings, 'deploymentController'), 'type') ?? 'ECS'
  const strategy = stringAt(objectAt(settings, 'deploymentConfiguration'), 'strategy') ?? 'ROLLING'
  return controller === 'ECS' && strategy === 'ROLLING'
}

const rolloutOf = (id: string, { status, rollout, rolloutReason }: RolloutState): Json => {
  if (status === 'SUCCESSFUL')
    return {
      rolloutState: 'COMPLETED',
      rolloutStateReason: `ECS deployment ${id} completed.`,
    }
  const failed = rollout === 'FAILED' || status === 'STOPPED'
  return {
    rolloutState: failed ? 'FAILED' : 'IN_PROGRESS',
    rolloutStateReason:
      rolloutReason ?? `ECS deployment ${id} ${failed ? 'failed' : 'in progress'}.`,
  }
}
