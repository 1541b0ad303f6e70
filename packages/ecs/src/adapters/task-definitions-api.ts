import type { AwsCall } from '@ci-kit/aws/aws-call'
import { type Json, objectAt } from '@ci-kit/core/json'
import type { RegisteredTaskDefinition, TaskDefinitions } from '../ecs.ts'
import { objectsAt, oneAt, tasksAt, textAt, textsAt } from '../model/read-members.ts'
import { listAll, reading } from './ecs-calls.ts'

export const taskDefinitionsOf = (call: AwsCall): TaskDefinitions => ({
  describe: async (taskDefinition, signal) => {
    const input = { taskDefinition, include: ['TAGS'] }
    return readIn(await call('DescribeTaskDefinition', input, reading(signal)))
  },
  /*
   * Asked again when the answer is lost: a revision too many costs nothing and
   * runs nowhere, while a deployment that ends here has to be begun anew.
   */
  register: async (document) =>
    readIn(await call('RegisterTaskDefinition', document, { repeatable: true })),
  list: (family, status, most) => {
    const input = { familyPrefix: family, status, sort: 'DESC' }
    const items = (answer: Json) => textsAt(answer, 'taskDefinitionArns')
    return listAll(call, { operation: 'ListTaskDefinitions', input, items, most })
  },
})

const readIn = (answer: Json): RegisteredTaskDefinition => {
  const document = objectAt(answer, 'taskDefinition')
  const arn = textAt(document, 'taskDefinitionArn')
  if (document === undefined || arn === '')
    throw new Error('ECS answered without a task definition')
  return {
    arn,
    family: textAt(document, 'family'),
    revision: tasksAt(document, 'revision'),
    status: oneAt(document, 'status', ['ACTIVE', 'DELETE_IN_PROGRESS']) ?? 'INACTIVE',
    document,
    tags: objectsAt(answer, 'tags').map((tag) => ({
      key: textAt(tag, 'key'),
      value: textAt(tag, 'value'),
    })),
  }
}
