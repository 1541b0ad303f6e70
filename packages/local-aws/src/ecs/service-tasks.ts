import type { Json } from '@ci-kit/core/json'
import { ecsArn } from './arns.ts'
import { stateOf, tasksOf } from './deployments.ts'
import type { DeploymentRecord, EcsState, ServiceRecord } from './ecs-state.ts'
import { pastOf } from './frames.ts'
import { findTaskDefinition } from './task-definitions.ts'
import { livingTaskId, stoppedTaskId } from './task-ids.ts'
import { type TaskFacts, taskView } from './task-view.ts'

/** How long ECS tells of a task that has stopped. */
const REMEMBERED = 3_600_000

/** Tasks that the deployments of a service have started: those that live, and those that ended lately. */
export const serviceTasks = (state: EcsState, service: ServiceRecord): readonly Json[] => {
  const current = service.deployments.at(-1)
  if (current === undefined) return []
  const now = state.now()
  const { running, pending, source, status } = stateOf(current, now)
  const { desired } = service
  const old = status === 'ROLLBACK_SUCCESSFUL' ? 1 : source
  return [
    ...living(state, service, current, tasksOf(running, desired), tasksOf(pending, desired)),
    ...(current.source ? living(state, service, current.source, tasksOf(old, desired), 0) : []),
    ...service.deployments.flatMap((deployment) => stopped(state, service, deployment)),
  ]
}

const living = (
  state: EcsState,
  service: ServiceRecord,
  deployment: DeploymentRecord,
  running: number,
  pending: number,
): readonly Json[] =>
  Array.from({ length: running + pending }, (_, n) => {
    const startedAt = n < running ? { startedAt: deployment.createdAt + 1000 } : {}
    return view(state, service, deployment, {
      arn: ecsArn('task', state.cluster, livingTaskId(deployment, n)),
      createdAt: deployment.createdAt,
      ...startedAt,
    })
  }).flat()

const stopped = (
  state: EcsState,
  service: ServiceRecord,
  deployment: DeploymentRecord,
): readonly Json[] =>
  pastOf(deployment.frames, state.now() - deployment.createdAt).flatMap((frame, n) => {
    const at = deployment.createdAt + frame.at
    if (frame.stopped === undefined || at < state.now() - REMEMBERED) return []
    const began = frame.stopped.stopCode === 'TaskFailedToStart' ? {} : { startedAt: at - 1000 }
    return view(state, service, deployment, {
      arn: ecsArn('task', state.cluster, stoppedTaskId(deployment, n)),
      createdAt: at - 4000,
      ...began,
      stopped: { at, end: frame.stopped },
    })
  })

const view = (
  state: EcsState,
  { name }: ServiceRecord,
  { id, taskDefinition }: DeploymentRecord,
  facts: Pick<TaskFacts, 'arn' | 'createdAt' | 'startedAt' | 'stopped'>,
): readonly Json[] => {
  const found = findTaskDefinition(state, taskDefinition)
  if (found === undefined) return []
  return [
    taskView(state, { ...facts, taskDefinition: found, group: `service:${name}`, startedBy: id }),
  ]
}
