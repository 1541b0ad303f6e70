import { UserError } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'
import type { Answer, Failure, Tasks } from '../ecs.ts'
import type { Task } from '../model/task.ts'
import type { OneOffTask } from './one-off-task.ts'
import { taskRequest } from './task-request.ts'

/** Reasons of `failures[]` that RunTask answers (ECS developer guide, API failure reasons). */
const HINTS: readonly (readonly [RegExp, string])[] = [
  [
    /^RESOURCE:(CPU|MEMORY|GPU)/,
    'No instance of the cluster has that much free. Add instances, or lower cpu and memory of the task.',
  ],
  [/^RESOURCE:(ENI|PORTS)/, 'No instance has a free network interface or port. Add instances.'],
  [/^RESOURCE/, 'No instance of the cluster has what the task needs. Add instances.'],
  [/^AGENT/, 'The container agent of the instance is not connected. Look after the instance.'],
  [/^ATTRIBUTE/, 'No instance has an attribute that the task requires (see requiresAttributes).'],
  [/^Capacity is unavailable/i, 'Fargate has no capacity there now. Run the step again later.'],
  [/^INACTIVE/, 'The cluster or the instance is not active. Check its name.'],
]

/** Runs the task; rejects with an error of the author of the workflow when ECS does not start it. */
export const startTask = async (wanted: OneOffTask, run: Tasks['run']): Promise<Task> => {
  const answer = await run(taskRequest(wanted))
  const [task] = answer.found
  if (task !== undefined && task.arn !== '') return task
  throw new UserError(refusal(answer))
}

const refusal = ({ failures }: Answer<Task>): string => {
  if (failures.length === 0) {
    return 'ECS answered RunTask with neither a task nor a reason, so whether the one-off task runs is not known. Look at the tasks of the cluster, and run the step again.'
  }
  const told = failures.slice(0, 3).map(failureText).join('; ')
  const hint = HINTS.find(([pattern]) => failures.some(({ reason }) => pattern.test(reason)))?.[1]
  return `ECS did not start the one-off task: ${told}.${hint === undefined ? '' : ` ${hint}`}`
}

const failureText = ({ arn, reason, detail }: Failure): string => {
  const place = arn === '' ? '' : ` of ${visible(arn, 300)}`
  const more = detail === '' ? '' : ` (${visible(detail, 300)})`
  return `${visible(reason === '' ? 'no reason' : reason, 300)}${place}${more}`
}
