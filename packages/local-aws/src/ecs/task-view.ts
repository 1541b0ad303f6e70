import { type Json, stringAt } from '@ci-kit/core/json'
import { seconds } from '../time.ts'
import { ecsArn } from './arns.ts'
import type { EcsState, TaskDefinitionRecord } from './ecs-state.ts'
import type { TaskEnd } from './frames.ts'
import { objectsAt, present } from './input.ts'
import { digestOf } from './revision-view.ts'

/** A task at one moment, of a service or by itself. Times in milliseconds since the epoch. */
export type TaskFacts = {
  readonly arn: string
  readonly taskDefinition: TaskDefinitionRecord
  readonly group: string
  readonly startedBy?: string
  readonly createdAt: number
  readonly startedAt?: number
  readonly stopped?: { readonly at: number; readonly end: TaskEnd }
}

/** A task as DescribeTasks answers it. */
export const taskView = (state: EcsState, task: TaskFacts): Json => {
  const { taskDefinition, startedAt, stopped } = task
  const status = stopped ? 'STOPPED' : startedAt === undefined ? 'PENDING' : 'RUNNING'
  return present({
    taskArn: task.arn,
    clusterArn: ecsArn('cluster', state.cluster),
    taskDefinitionArn: taskDefinition.arn,
    group: task.group,
    startedBy: task.startedBy,
    launchType: 'FARGATE',
    platformVersion: '1.4.0',
    cpu: taskDefinition.document.cpu,
    memory: taskDefinition.document.memory,
    lastStatus: status,
    desiredStatus: stopped ? 'STOPPED' : 'RUNNING',
    healthStatus: 'UNKNOWN',
    createdAt: seconds(task.createdAt),
    startedAt: startedAt === undefined ? undefined : seconds(startedAt),
    stoppingAt: stopped && seconds(stopped.at),
    stoppedAt: stopped && seconds(stopped.at),
    stopCode: stopped?.end.stopCode,
    stoppedReason: stopped?.end.stoppedReason,
    containers: containersOf(state, task, status),
    attachments: [],
    tags: [],
    version: 1,
  })
}

const containersOf = (
  state: EcsState,
  { arn, taskDefinition, stopped }: TaskFacts,
  lastStatus: string,
): readonly Json[] =>
  objectsAt(taskDefinition.document, 'containerDefinitions').map((container, at) => {
    const image = stringAt(container, 'image') ?? ''
    return present({
      containerArn: `${arn.replace(':task/', ':container/')}/${at}`,
      taskArn: arn,
      name: container.name,
      image,
      // What was never pulled has no digest.
      imageDigest:
        stopped?.end.stopCode === 'TaskFailedToStart' ? undefined : digestOf(state, image),
      runtimeId: `${arn.slice(-32)}-${at}`,
      lastStatus,
      exitCode: stopped?.end.exitCode,
      reason: stopped?.end.reason,
      healthStatus: 'UNKNOWN',
      networkInterfaces: [],
    })
  })
