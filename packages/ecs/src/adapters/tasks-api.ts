import { randomUUID } from 'node:crypto'
import type { Json } from '@ci-kit/core/json'
import type { Tasks } from '../ecs.ts'
import { objectsAt, textsAt } from '../model/read-members.ts'
import { readTask } from '../model/read-task.ts'
import { type Cluster, describeAll, failuresOf, listAll } from './ecs-calls.ts'

/** Most tasks of one DescribeTasks. */
const PAGE = 100

export const tasksOf = ({ call, cluster }: Cluster): Tasks => ({
  list: ({ service, status, most }, signal) => {
    const input = {
      cluster,
      desiredStatus: status,
      ...(service !== undefined && { serviceName: service }),
    }
    const items = (answer: Json) => textsAt(answer, 'taskArns')
    return listAll(call, { operation: 'ListTasks', input, items, most }, signal)
  },
  describe: (arns, signal) => {
    const described = { operation: 'DescribeTasks', asked: 'tasks', found: 'tasks' }
    const more = { cluster }
    return describeAll(call, { ...described, page: PAGE, read: readTask, more }, arns, signal)
  },
  run: async (request) => {
    const input = { clientToken: randomUUID(), ...request, cluster }
    const answer = await call('RunTask', input, { repeatable: true })
    return { found: objectsAt(answer, 'tasks').map(readTask), failures: failuresOf(answer) }
  },
  stop: async (task, reason) => {
    await call('StopTask', { cluster, task, reason }, { repeatable: true })
  },
})
