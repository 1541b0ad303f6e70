import type { Task } from '../model/task.ts'
import type { RolloutTasks } from './diagnosed-rollout.ts'

/**
 * The tasks that a rollout started. A forced deployment and its rollback may
 * run the same task definition, so that only the id of the deployment in
 * `startedBy` tells them apart; where no id is known, the time does.
 */
export const ownTasks = (
  tasks: readonly Task[],
  { taskDefinition, primary, startedAt }: RolloutTasks,
): readonly Task[] =>
  tasks.filter(
    (task) =>
      task.taskDefinition === taskDefinition &&
      (primary === undefined ? task.createdAt >= startedAt : task.startedBy === primary),
  )

/** As {@link ownTasks}; where none is left, those of the same task definition since the rollout began. */
export const likelyOwnTasks = (tasks: readonly Task[], rollout: RolloutTasks): readonly Task[] => {
  const own = ownTasks(tasks, rollout)
  return own.length > 0 ? own : ownTasks(tasks, { ...rollout, primary: undefined })
}
