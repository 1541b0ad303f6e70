import { type Json, stringAt } from '@ci-kit/core/json'
import { numberAt, objectsAt, textAt, timeAt } from './read-members.ts'
import type { Task, TaskContainer } from './task.ts'

/** A task of DescribeTasks or RunTask. */
export const readTask = (document: Json): Task => {
  const arn = textAt(document, 'taskArn')
  return {
    arn,
    id: arn.slice(arn.lastIndexOf('/') + 1),
    taskDefinition: textAt(document, 'taskDefinitionArn'),
    group: textAt(document, 'group'),
    startedBy: textAt(document, 'startedBy'),
    lastStatus: textAt(document, 'lastStatus'),
    desiredStatus: textAt(document, 'desiredStatus'),
    stopCode: textAt(document, 'stopCode'),
    stoppedReason: textAt(document, 'stoppedReason'),
    createdAt: timeAt(document, 'createdAt') ?? 0,
    startedAt: timeAt(document, 'startedAt'),
    stoppedAt: timeAt(document, 'stoppedAt'),
    health: textAt(document, 'healthStatus'),
    containers: objectsAt(document, 'containers').map(readContainer),
  }
}

const readContainer = (container: Json): TaskContainer => ({
  name: textAt(container, 'name'),
  image: textAt(container, 'image'),
  digest: stringAt(container, 'imageDigest'),
  status: textAt(container, 'lastStatus'),
  exitCode: numberAt(container, 'exitCode'),
  reason: textAt(container, 'reason'),
  health: textAt(container, 'healthStatus'),
})
