import { AwsRefusal } from '@ci-kit/aws/aws-call'
import { duration } from '@ci-kit/core/amounts'
import { messageOf } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'
import type { Task } from '../model/task.ts'
import { refusalKind } from '../rollout/refusal-kind.ts'
import { judgeTask } from './judge-task.ts'
import type { OneOffTask, TaskResult } from './one-off-task.ts'
import { startTask } from './start-task.ts'
import { type TaskLog, taskLog } from './task-log.ts'
import type { TaskPorts, TaskWait } from './task-ports.ts'
import { stoppedTask } from './wait-for-task.ts'

/** CloudWatch has the last lines of a container a few seconds after its end. */
const LOG_DELAY_MS = 3_000

/**
 * Runs a task once and tells its true end; its lines are shown while it runs.
 * Rejects when ECS does not start it, and with what cancelled the action,
 * after the task was told to stop. A failed task is an answer.
 */
export const runTask = async (
  wanted: OneOffTask,
  wait: TaskWait,
  ports: TaskPorts,
): Promise<TaskResult> => {
  const { log, clock, cancellation } = ports
  const startedAt = clock.elapsed()
  const task = await started(wanted, ports)
  log.info(`Task ${visible(task.arn, 300)} was started.`)
  if (!wait.untilStopped) {
    const message = `Task ${visible(task.id, 100)} was started, and its end was not waited for.`
    return { outcome: 'started', task, containers: [], lines: [], message, tookMs: 0 }
  }
  try {
    const end = await endOf(task, wanted, wait, ports)
    return { ...end, tookMs: clock.elapsed() - startedAt }
  } catch (thrown) {
    if (cancellation.aborted) await stopAfterCancellation(task, ports)
    else log.warning(`Task ${visible(task.arn, 300)} may still run.`)
    throw thrown
  }
}

/** A request whose answer nobody heard may have started the task; a migration runs on then. */
const started = async (wanted: OneOffTask, { tasks, log, cancellation }: TaskPorts) => {
  try {
    return await startTask(wanted, tasks.run)
  } catch (thrown) {
    const isLost =
      thrown instanceof AwsRefusal && !thrown.throttled && refusalKind(thrown) === 'passing'
    if (cancellation.aborted || isLost)
      log.warning(
        `Whether the one-off task was started is not known. Look for a task started by '${visible(wanted.startedBy, 100)}' before you run the step again.`,
      )
    throw thrown
  }
}

const endOf = async (
  task: Task,
  { definition }: OneOffTask,
  wait: TaskWait,
  ports: TaskPorts,
): Promise<Omit<TaskResult, 'tookMs'>> => {
  const lines = taskLog(definition, task.id, ports.logs, ports.log)
  const last = await stoppedTask(task, wait, lines, ports)
  if (last.lastStatus !== 'STOPPED') {
    const message = await stopped(last, wait.limit, ports)
    return { outcome: 'timed-out', task: last, containers: [], message, lines: lines.lines() }
  }
  await showRest(lines, ports)
  const { succeeded, containers, message } = judgeTask(last, definition)
  const outcome = succeeded ? 'succeeded' : 'failed'
  return { outcome, task: last, containers, message, lines: lines.lines() }
}

const showRest = async (lines: TaskLog, { clock, cancellation }: TaskPorts): Promise<void> => {
  await lines.show(cancellation)
  await clock.sleep(LOG_DELAY_MS, cancellation)
  await lines.show(cancellation)
}

/** What is said of a task that took too long; a stop that fails must not hide that it did. */
const stopped = async (task: Task, limit: number, { stop }: TaskPorts): Promise<string> => {
  const name = `Task ${visible(task.id, 100)}`
  const state = `was still ${visible(task.lastStatus, 50)} after ${duration(limit)}`
  const fix = "Set input 'run-task-minutes' to more if it needs longer."
  try {
    await stop(task.arn, `not done after ${duration(limit)}`)
    return `${name} ${state}, and was told to stop. ${fix}`
  } catch (thrown) {
    return `${name} ${state} and could not be stopped (${visible(messageOf(thrown), 500)}), so it runs on. ${fix}`
  }
}

const stopAfterCancellation = async (task: Task, { stop, log }: TaskPorts): Promise<void> => {
  try {
    await stop(task.arn, 'the job was cancelled')
    log.warning(`Task ${visible(task.arn, 300)} was told to stop.`)
  } catch (thrown) {
    const why = visible(messageOf(thrown), 500)
    log.error(`Task ${visible(task.arn, 300)} could not be stopped and runs on: ${why}`)
  }
}
