import { FailedResult } from '@ci-kit/core/errors'
import type { Outputs } from '@ci-kit/core/outputs'
import type { Service } from '@ci-kit/ecs/model/service'
import type { OneOffTask } from '@ci-kit/ecs/tasks/one-off-task'
import { taskRequest } from '@ci-kit/ecs/tasks/task-request'
import type { Inputs } from '../inputs.ts'
import type { Prepared } from '../plan/prepared.ts'
import type { Ports } from '../run.ts'
import type { ServiceRequest } from '../service-request.ts'

/** What the task needs to know of a service of the step. */
type Like = Pick<Prepared, 'document' | 'create'> & {
  readonly request: Pick<ServiceRequest, 'service'>
  readonly service: Pick<Service, 'document'> | undefined
}

/**
 * Throws a `UserError` for a one-off task that ECS could not run, while nothing
 * is registered yet.
 */
export const checkOneOffTask = (prepared: readonly Like[], inputs: Pick<Inputs, 'task'>): void => {
  const task = taskOf(prepared, [], inputs)
  if (task !== undefined) taskRequest(task)
}

/** Runs the one-off task where it belongs; answers the ARNs of what ran. */
export const oneOffTask = async (
  when: 'before' | 'after',
  prepared: readonly Like[],
  arns: readonly string[],
  outputs: Outputs,
  inputs: Pick<Inputs, 'task'>,
  ports: Pick<Ports, 'runTask' | 'log'>,
): Promise<readonly string[]> => {
  const wanted = inputs.task?.when === when ? taskOf(prepared, arns, inputs) : undefined
  if (wanted === undefined) return []
  const { outcome, message, task: ran } = await ports.runTask(wanted)
  if (outcome === 'succeeded' || outcome === 'started') {
    ports.log.info(message)
    return [ran.arn]
  }
  const where = when === 'before' ? ' No service was touched.' : ''
  throw new FailedResult(`The one-off task did not end well. ${message}${where}`, {
    ...outputs,
    outcome: 'failed',
    'run-task-arn': JSON.stringify([ran.arn]),
  })
}

/** Undefined when none is wanted. `arns`: of the task definitions, as far as they are registered. */
const taskOf = (
  prepared: readonly Like[],
  arns: readonly string[],
  { task }: Pick<Inputs, 'task'>,
): OneOffTask | undefined => {
  if (task === undefined) return undefined
  // Where only a task definition is registered, no request names a service.
  const named = prepared.findIndex(({ request: { service } }) => service === task.service)
  const at = Math.max(0, named)
  const like = prepared[at]
  if (like === undefined) return undefined
  return {
    ...task.like,
    taskDefinition: arns[at] ?? '',
    definition: like.document,
    service: like.service?.document ?? like.create,
  }
}
