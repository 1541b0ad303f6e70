import type { Task, TaskContainer } from '../model/task.ts'
import type { Ending } from './ending.ts'
import { isKill } from './exit-codes.ts'

const HEALTH = /failed .{0,30}health checks/i

const TASK_RANKS: ReadonlyMap<string, Ending['rank']> = new Map([
  ['ServiceSchedulerInitiated', 'stopped'],
  ['UserInitiated', 'stopped'],
  ['SpotInterruption', 'infrastructure'],
  ['TerminationNotice', 'infrastructure'],
  ['InfrastructureHealth', 'infrastructure'],
])

/**
 * How a stopped task ended: one entry for each container that tells something,
 * or one for the task. What ECS stopped has exit codes of SIGTERM and SIGKILL
 * that tell nothing. `essential`: names; when empty, all are. `balanced`: the
 * container that a load balancer's health check asks.
 */
export const taskEndings = (
  task: Task,
  essential: ReadonlySet<string>,
  balanced?: string,
): readonly Ending[] => {
  if (HEALTH.test(task.stoppedReason)) return [healthEnding(task, balanced)]
  const rank = TASK_RANKS.get(task.stopCode)
  if (rank !== undefined) return [taskEnding(task, rank)]
  const endings = containerEndings(task, essential)
  return endings.length > 0 ? endings : [taskEnding(task, 'own')]
}

/** A task that runs and is found unhealthy. */
export const unhealthyEnding = (task: Task): Ending => ({
  ...healthEnding(task),
  stopCode: 'Unhealthy',
  reason: 'The task runs and failed container health checks',
})

/** Whether a container of a running task, or the task as a whole, is unhealthy. */
export const isUnhealthy = ({ health, containers }: Task): boolean =>
  health === 'UNHEALTHY' || containers.some((container) => container.health === 'UNHEALTHY')

const taskEnding = (task: Task, rank: Ending['rank']): Ending => ({
  stopCode: task.stopCode,
  container: undefined,
  exitCode: undefined,
  reason: task.stoppedReason,
  task: task.arn,
  rank,
})

const healthEnding = (task: Task, balanced?: string): Ending => {
  const unhealthy = task.containers.find(({ health }) => health === 'UNHEALTHY')
  const only = task.containers.length === 1 ? task.containers[0] : undefined
  return { ...taskEnding(task, 'health'), container: unhealthy?.name ?? balanced ?? only?.name }
}

const containerEndings = (task: Task, essential: ReadonlySet<string>): readonly Ending[] => {
  const weightOf = (container: TaskContainer): number =>
    (essential.size === 0 || essential.has(container.name) ? 0 : 10) + selfInflicted(container)
  const [first, ...others] = task.containers
    .filter(({ exitCode, reason }) => exitCode !== undefined || reason !== '')
    .toSorted((a, b) => weightOf(a) - weightOf(b))
  // A task that never started has no exit to tell of, when all its containers ended well.
  if (!first || (task.stopCode === 'TaskFailedToStart' && !isTelling(first))) return []
  return [
    containerEnding(task, first, 'own'),
    ...others.filter(isTelling).map((other) => containerEnding(task, other, 'beside')),
  ]
}

const containerEnding = (
  task: Task,
  { name, exitCode, reason }: TaskContainer,
  rank: Ending['rank'],
): Ending => ({
  ...taskEnding(task, rank),
  container: name,
  exitCode,
  reason: reason || task.stoppedReason,
})

const isTelling = ({ exitCode, reason }: TaskContainer): boolean =>
  reason !== '' || (exitCode !== undefined && exitCode !== 0)

/** The lower, the less likely it was done to the container by the end of its task. */
const selfInflicted = ({ exitCode, reason }: TaskContainer): number => {
  if (reason !== '') return 0
  if (exitCode !== 0 && !isKill(exitCode)) return 1
  return [137, 0, 143].indexOf(exitCode ?? 0) + 2
}
