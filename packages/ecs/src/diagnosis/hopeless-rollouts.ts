import type { Ecs } from '../ecs.ts'
import type { WatchPorts } from '../rollout/watch-ports.ts'
import { essentialContainers } from './container-facts.ts'
import { lookForHopeless } from './hopeless.ts'

/** The same container has to end by the same exit code so often before nothing else is expected of it. */
const SAME_EXITS = 3

/** For a watch: whether waiting for a rollout is of no use. Each task definition is read once. */
export const hopelessRollouts = (
  { tasks, taskDefinitions }: Pick<Ecs, 'tasks' | 'taskDefinitions'>,
  signal: AbortSignal,
): WatchPorts['hopeless'] => {
  const essential = new Map<string, Promise<ReadonlySet<string>>>()
  const essentialOf = (taskDefinition: string) => {
    const asked =
      essential.get(taskDefinition) ??
      taskDefinitions.describe(taskDefinition).then(({ document }) => essentialContainers(document))
    essential.set(taskDefinition, asked)
    return asked
  }
  return async (rollout, progress) =>
    lookForHopeless(
      {
        rollout,
        progress,
        essential: await essentialOf(rollout.taskDefinition),
        sameExits: SAME_EXITS,
      },
      tasks,
      signal,
    )
}
