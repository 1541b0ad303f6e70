import { countAt, type Json, objectAt } from '@ci-kit/core/json'
import { ecsArn } from './arns.ts'
import type {
  DeploymentRecord,
  EcsState,
  ServiceRecord,
  TaskDefinitionRecord,
} from './ecs-state.ts'
import { type RolloutState, stateAt, turned } from './frames.ts'
import { stringsAt } from './input.ts'
import { ok, type RolloutFacts } from './rollouts.ts'
import { findTaskDefinition } from './task-definitions.ts'

/** Statuses in which a deployment is over. */
export const ENDED = [
  'SUCCESSFUL',
  'STOPPED',
  'ROLLBACK_SUCCESSFUL',
  'ROLLBACK_FAILED',
] as const satisfies readonly RolloutState['status'][]

export const stateOf = (deployment: DeploymentRecord, now: number): RolloutState =>
  stateAt(deployment.frames, now - deployment.createdAt)

export const hasEnded = (deployment: DeploymentRecord, now: number): boolean =>
  ENDED.some((status) => status === stateOf(deployment, now).status)

/** What runs, or what ECS would go back to: the newest success. */
export const lastSuccess = (service: ServiceRecord, now: number): DeploymentRecord | undefined =>
  service.deployments.findLast((each) => stateOf(each, now).status === 'SUCCESSFUL')

/** The deployment whose revision the service is set to: after a rollback the one before. */
export const settledOn = (service: ServiceRecord, now: number): DeploymentRecord | undefined => {
  const current = service.deployments.at(-1)
  if (current === undefined) return undefined
  return wentBack(stateOf(current, now)) ? current.source : current
}

/** ECS is on its way back, or came back. */
export const wentBack = ({ status }: RolloutState): boolean =>
  status.startsWith('ROLLBACK_') && status !== 'ROLLBACK_REQUESTED'

/** What the scenario wants to know of a service that starts a deployment. */
export const rolloutFacts = (
  { desired, settings }: ServiceRecord,
  source: DeploymentRecord | undefined,
): RolloutFacts => {
  const configuration = objectAt(settings, 'deploymentConfiguration')
  const breaker = objectAt(configuration, 'deploymentCircuitBreaker')
  const alarms = objectAt(configuration, 'alarms')
  return {
    desired,
    breaker: { enable: breaker?.enable === true, rollback: breaker?.rollback === true },
    alarms: alarms?.enable === true ? stringsAt(alarms, 'alarmNames') : [],
    hasSource: source !== undefined,
  }
}

/** Starts a deployment of the service as it is set; one that is under way is stopped by it. */
export const startDeployment = (
  state: EcsState,
  service: ServiceRecord,
  taskDefinition: TaskDefinitionRecord,
  at: number,
): ServiceRecord => {
  const source = lastSuccess(service, at)
  const rollout = state.scenario.rollout?.({
    service: service.name,
    nth: service.deployments.filter(({ createdAt }) => createdAt >= state.startedAt).length,
    taskDefinition: taskDefinition.document,
  })
  const started = newDeployment(state, service, taskDefinition.arn, at)
  const frames = (rollout ?? ok())(rolloutFacts(service, source))
  const stopped = service.deployments.map((each) =>
    hasEnded(each, at) ? each : turnedBy(each, at, supersededFrames(started.arn)),
  )
  return {
    ...service,
    deployments: [...stopped, { ...started, ...(source && { source }), frames }],
  }
}

const supersededFrames = (by: string) => [
  {
    at: 0,
    set: {
      status: 'STOPPED' as const,
      statusReason: `Service deployment stopped: superseded by ${by}.`,
    },
  },
]

/** A deployment of which nothing has happened yet. */
export const newDeployment = (
  { cluster, nextNumber }: EcsState,
  { name, settings }: ServiceRecord,
  taskDefinition: string,
  createdAt: number,
): DeploymentRecord => {
  const number = String(nextNumber()).padStart(19, '0')
  const short = number.padStart(21, 'd')
  return {
    arn: ecsArn('service-deployment', cluster, name, short),
    id: `ecs-svc/${number}`,
    revisionArn: ecsArn('service-revision', cluster, name, number),
    withoutRevision: false,
    createdAt,
    taskDefinition,
    settings,
    frames: [],
  }
}

/** The same deployment after somebody did something to it. */
export const turnedBy = (
  deployment: DeploymentRecord,
  now: number,
  next: Parameters<typeof turned>[2],
): DeploymentRecord => ({
  ...deployment,
  frames: turned(deployment.frames, now - deployment.createdAt, next),
})

/** Does to services what others were to do meanwhile. Runs before each request. */
export const catchUp = (state: EcsState): void => {
  for (const [name, service] of state.services) {
    const current = service.deployments.at(-1)
    const due = current?.frames.find(({ superseded }) => superseded)
    if (current === undefined || due === undefined) continue
    const at = current.createdAt + due.at
    if (at > state.now()) continue
    const before = (current.source ?? current).taskDefinition
    const taskDefinition = findTaskDefinition(state, due.superseded?.taskDefinition ?? before)
    if (taskDefinition === undefined) throw new Error('the scenario lacks the next task definition')
    const ended = { ...current, frames: current.frames.filter((frame) => frame !== due) }
    const deployments = [...service.deployments.slice(0, -1), ended]
    state.services.set(
      name,
      startDeployment(state, { ...service, deployments }, taskDefinition, at),
    )
  }
}

/** Tasks of a share of the desired count. */
export const tasksOf = (share: number, desired: number): number => Math.round(share * desired)

/** The desired count of a request, when it names one. */
export const desiredIn = (input: Json): number | undefined => countAt(input, 'desiredCount')
