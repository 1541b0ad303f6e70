import { duration } from '@ci-kit/core/amounts'
import { UserError } from '@ci-kit/core/errors'
import { type Log, visible } from '@ci-kit/core/log'
import type { Task } from '../model/task.ts'
import type { TaskLog } from './task-log.ts'
import type { TaskPorts, TaskWait } from './task-ports.ts'

/** DescribeTasks may not know a new task yet. */
const UNSEEN_MS = 60_000
/** A task that does nothing visible is named once in this while. */
const SILENCE_MS = 60_000

const pause = (waited: number, { maxPause }: TaskWait): number =>
  Math.min(maxPause, waited < 60_000 ? 3_000 : 5_000)

/** The task when it has stopped, or as it was last seen when the limit is over. */
export const stoppedTask = async (
  started: Task,
  wait: TaskWait,
  lines: TaskLog,
  { tasks, clock, cancellation, log }: Pick<TaskPorts, 'tasks' | 'clock' | 'cancellation' | 'log'>,
): Promise<Task> => {
  const begin = clock.elapsed()
  const tell = progress(log)
  let last = started
  for (;;) {
    const waited = clock.elapsed() - begin
    if (waited >= wait.limit) return last
    await clock.sleep(Math.min(pause(waited, wait), wait.limit - waited), cancellation)
    const { found } = await tasks.describe([started.arn], cancellation)
    const seen = found.find(({ arn }) => arn === started.arn)
    const now = clock.elapsed() - begin
    if (seen === undefined && now > UNSEEN_MS) throw new UserError(vanished(started))
    last = seen ?? last
    tell(last, now)
    if (last.lastStatus === 'STOPPED') return last
    await lines.show(cancellation)
  }
}

const vanished = ({ arn }: Task): string =>
  `ECS does not know the one-off task ${visible(arn, 300)} any more, so how it ended is not known. Look at its log, and run the step again when the task may run twice.`

/** Tells each new state, and now and then that nothing is new. */
const progress = (log: Log) => {
  let status = ''
  let toldAt = 0
  return (task: Task, waited: number): void => {
    if (task.lastStatus === status && waited - toldAt < SILENCE_MS) return
    status = task.lastStatus
    toldAt = waited
    log.info(`Task ${visible(task.id, 100)}: ${visible(status, 50)} after ${duration(waited)}`)
  }
}
