import { visible } from '@ci-kit/core/log'
import type { Tasks } from '../ecs.ts'
import type { Task } from '../model/task.ts'
import type { Progress } from '../rollout/rollout.ts'
import { asked } from './asked.ts'
import type { RolloutTasks } from './diagnosed-rollout.ts'
import type { Hopeless } from './diagnosis.ts'
import { knownReason } from './known-reasons.ts'
import { ownTasks } from './own-tasks.ts'
import { taskEndings } from './task-endings.ts'

/** A task that ran for longer has done something right. */
const LONG_RUN_MS = 60_000
/** As many as ECS describes in one call. */
const TASK_LIMIT = 100
const REASON_LIMIT = 500

export type HopelessQuestion = {
  readonly rollout: RolloutTasks
  /** Names of the essential containers; when empty, all are. */
  readonly essential: ReadonlySet<string>
  /** How often the same container has to end by the same exit code. */
  readonly sameExits: number
  /** The last look at the service. */
  readonly progress: Pick<Progress, 'target' | 'entries'>
}

/**
 * Whether waiting is of no use, by at most two reads. A refusal or a doubt is
 * no answer: undefined. For every few looks at a rollout.
 */
export const lookForHopeless = async (
  question: HopelessQuestion,
  tasks: Pick<Tasks, 'list' | 'describe'>,
  signal?: AbortSignal,
): Promise<Hopeless | undefined> => {
  const { service } = question.rollout
  const arns = await asked(
    () => tasks.list({ service, status: 'STOPPED', most: TASK_LIMIT + 1 }, signal),
    [],
  )
  // A list that is too long for one call would leave out tasks that ran well.
  if (arns.answer.length === 0 || arns.answer.length > TASK_LIMIT) return undefined
  const { answer } = await asked(() => tasks.describe(arns.answer, signal), {
    found: [],
    failures: [],
  })
  return answer.failures.length > 0 ? undefined : hopeless(question, answer.found)
}

/** The rule alone, on stopped tasks of the service. */
export const hopeless = (
  { rollout, essential, sameExits, progress }: HopelessQuestion,
  stopped: readonly Task[],
): Hopeless | undefined => {
  const own = ownTasks(stopped, rollout)
  if (runningNow(progress) !== 0 || own.some(didWell)) return undefined
  return neverStarts(own) ?? exitsTheSame(own, essential, sameExits)
}

/** Tasks of the new release; undefined when nobody says. */
const runningNow = ({ target, entries }: HopelessQuestion['progress']): number | undefined =>
  target?.running ?? entries.find(({ status }) => status === 'PRIMARY')?.running

const didWell = ({ health, startedAt, stoppedAt }: Task): boolean =>
  health === 'HEALTHY' ||
  (startedAt !== undefined && (stoppedAt === undefined || stoppedAt - startedAt > LONG_RUN_MS))

/** Groups by what is known of the reason: an image that is missing is missing for all. */
const neverStarts = (own: readonly Task[]): Hopeless | undefined => {
  const reasons = own.flatMap((task) => startReason(task))
  for (const [known, group] of Map.groupBy(reasons, knownReason)) {
    if (!known || known.hopelessAfter === 0 || group.length < known.hopelessAfter) continue
    return { reason: `${visible(group[0] ?? '', REASON_LIMIT)} (${times(group.length)})` }
  }
  return undefined
}

const startReason = (task: Task): string[] => {
  if (task.startedAt !== undefined && task.stopCode !== 'TaskFailedToStart') return []
  const reason = task.containers.find((container) => container.reason !== '')?.reason
  return [reason ?? task.stoppedReason].filter((text) => text !== '')
}

const exitsTheSame = (
  own: readonly Task[],
  essential: ReadonlySet<string>,
  sameExits: number,
): Hopeless | undefined => {
  const exits = own.flatMap((task) => {
    if (task.stopCode !== 'EssentialContainerExited') return []
    const [first] = taskEndings(task, essential)
    // What ended by SIGTERM was told to.
    if (first?.exitCode === undefined || first.exitCode === 143) return []
    return [`container ${first.container} exited with ${first.exitCode}`]
  })
  const often = [...Map.groupBy(exits, (exit) => exit)].find(
    ([, group]) => group.length >= sameExits,
  )
  return often && { reason: `${often[0]} (${times(often[1].length)})` }
}

const times = (count: number): string => (count === 1 ? 'once' : `${count} times`)
