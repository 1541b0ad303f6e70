import type { Log } from '@ci-kit/core/log'
import type { TaskDefinitions } from '@ci-kit/ecs/ecs'
import type { Prepared } from '../plan/prepared.ts'

export type RegisterPorts = {
  readonly taskDefinitions: Pick<TaskDefinitions, 'register'>
  readonly log: Pick<Log, 'info'>
}

/**
 * Registers what is not registered yet, each task definition once although
 * several services run it. One after the other: ECS takes one a second and
 * refuses concurrent revisions of a family. Tells the ARNs, in the order of
 * `prepared`, as they become known.
 */
export async function* registered(
  prepared: readonly Prepared[],
  { taskDefinitions, log }: RegisterPorts,
): AsyncGenerator<string> {
  const arns = new Map<string, string>()
  for (const { equal, document } of prepared) {
    const text = JSON.stringify(document)
    const known = equal?.arn ?? arns.get(text)
    const arn = known ?? (await taskDefinitions.register(document)).arn
    if (known === undefined) log.info(`Registered ${arn}.`)
    arns.set(text, arn)
    yield arn
  }
}
