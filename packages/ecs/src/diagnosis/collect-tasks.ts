import type { ServiceEvent } from '../model/service.ts'
import type { Task } from '../model/task.ts'
import { asked } from './asked.ts'
import type { DiagnosedRollout, DiagnosisPorts } from './diagnosed-rollout.ts'
import { taskIdsIn } from './event-endings.ts'
import { likelyOwnTasks } from './own-tasks.ts'

/** Tasks that are described, a hundred a request. */
const TASK_LIMIT = 300
const EVENT_TASK_LIMIT = 20

/** Tasks of a rollout, stopped and running; `unknown`: what could not be asked. */
type CollectedTasks = {
  readonly tasks: readonly Task[]
  readonly unknown: readonly string[]
}

/** The tasks that ECS still lists, and those that events name; the latter may be gone from the list. */
export const collectTasks = async (
  rollout: DiagnosedRollout,
  { tasks, signal, late }: Pick<DiagnosisPorts, 'tasks' | 'signal' | 'late'>,
): Promise<CollectedTasks> => {
  const list = (status: 'STOPPED' | 'RUNNING') =>
    asked(
      () => tasks.list({ service: rollout.service, status, most: TASK_LIMIT }, signal),
      [],
      late,
    )
  const [stopped, running] = await Promise.all([list('STOPPED'), list('RUNNING')])
  const arns = new Set([
    ...stopped.answer,
    ...namedTasks(rollout.events, rollout.serviceArn),
    ...running.answer,
  ])
  const wanted = [...arns].slice(0, TASK_LIMIT)
  const described =
    wanted.length === 0
      ? { answer: { found: [] }, problem: '' }
      : await asked(() => tasks.describe(wanted, signal), { found: [], failures: [] }, late)
  const problems = [stopped.problem, running.problem, described.problem]
  return {
    tasks: likelyOwnTasks(described.answer.found, rollout),
    unknown: [...new Set(problems.filter((problem) => problem !== ''))],
  }
}

/** ARNs of the tasks that events name, made of the service's: `…:service/cluster/web`. */
const namedTasks = (events: readonly ServiceEvent[], serviceArn: string): readonly string[] => {
  const match = /^(arn:[^:]+:ecs:[^:]+:[^:]+):service\/([^/]+)\/[^/]+$/.exec(serviceArn)
  if (!match) return []
  const [, prefix, cluster] = match
  return taskIdsIn(events, EVENT_TASK_LIMIT).map((id) => `${prefix}:task/${cluster}/${id}`)
}
