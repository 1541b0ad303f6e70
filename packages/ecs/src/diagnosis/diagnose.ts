import { inParallel } from '@ci-kit/core/in-parallel'
import { asked } from './asked.ts'
import { groupedEndings } from './causes.ts'
import { collectTasks } from './collect-tasks.ts'
import { essentialContainers } from './container-facts.ts'
import type { DiagnosedRollout, DiagnosisPorts } from './diagnosed-rollout.ts'
import type { Cause, Diagnosis, TargetProblem } from './diagnosis.ts'
import type { Ending } from './ending.ts'
import { eventEndings } from './event-endings.ts'
import { hintFor } from './hints.ts'
import { logTails } from './log-tails.ts'
import { isUnhealthy, taskEndings, unhealthyEnding } from './task-endings.ts'

const CAUSE_LIMIT = 12
const TARGET_GROUP_LIMIT = 10
const TARGET_LIMIT = 50
const AT_ONCE = 4

/**
 * Why a rollout does not go well: how its tasks ended, what the load balancer
 * and the alarms say, and the last lines of what failed. Reads only. What
 * cannot be asked is told in `unknown`; rejects with what cancelled the action.
 */
export const diagnose = async (
  rollout: DiagnosedRollout,
  ports: DiagnosisPorts,
): Promise<Diagnosis> => {
  const [seen, targets, alarms] = await Promise.all([
    collectTasks(rollout, ports),
    badTargets(rollout, ports),
    rollout.alarms.length === 0
      ? { answer: [], problem: '' }
      : asked(() => ports.firingAlarms(rollout.alarms, ports.signal), [], ports.late),
  ])
  const essential = essentialContainers(rollout.definition)
  const causes = await causesOf(
    [
      ...seen.tasks.flatMap((task) => {
        if (task.lastStatus === 'STOPPED')
          return taskEndings(task, essential, rollout.balancedContainer)
        return isUnhealthy(task) ? [unhealthyEnding(task)] : []
      }),
      ...eventEndings(rollout.events),
    ],
    rollout,
    ports,
  )
  const problems = [...seen.unknown, ...targets.map(({ problem }) => problem), alarms.problem]
  return {
    service: rollout.service,
    causes,
    targets: targets.flatMap(({ answer }) => answer).slice(0, TARGET_LIMIT),
    firedAlarms: alarms.answer,
    unknown: [...new Set(problems.filter((problem) => problem !== ''))],
  }
}

const causesOf = async (
  endings: readonly Ending[],
  { service, definition }: DiagnosedRollout,
  ports: DiagnosisPorts,
): Promise<readonly Cause[]> => {
  const grouped = groupedEndings(endings).slice(0, CAUSE_LIMIT)
  const tails = await logTails(grouped, definition, ports)
  return grouped.map(({ rank, ...ending }, at) => {
    const { log, logProblem } = tails[at] ?? { log: undefined, logProblem: '' }
    return { service, ...ending, hint: hintFor(ending, log), log, logProblem }
  })
}

const badTargets = (
  { targetGroups }: DiagnosedRollout,
  { unhealthyTargets, signal, late }: DiagnosisPorts,
) =>
  inParallel(targetGroups.slice(0, TARGET_GROUP_LIMIT), AT_ONCE, (arn) =>
    asked<readonly TargetProblem[]>(() => unhealthyTargets(arn, signal), [], late),
  )
