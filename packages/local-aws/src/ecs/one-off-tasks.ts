import { type Json, stringAt } from '@ci-kit/core/json'
import type { OneOff } from '../scenario.ts'
import { ecsArn } from './arns.ts'
import type { EcsState, OneOffTaskRecord } from './ecs-state.ts'
import { requiredAt } from './input.ts'
import { requireNetwork, usableTaskDefinition } from './task-definitions.ts'
import { crashed } from './task-ends.ts'
import { oneOffTaskId } from './task-ids.ts'
import { type TaskFacts, taskView } from './task-view.ts'

/** From RunTask to a running task, in milliseconds. */
const STARTS_AFTER = 5000

const ENDS_WELL: OneOff = { takes: 15_000, end: crashed(0) }

/** Starts tasks, once for each `clientToken`. */
export const runTask = (state: EcsState, input: Json): Json => {
  const taskDefinition = usableTaskDefinition(
    state,
    requiredAt(input, 'taskDefinition'),
    'InvalidParameterException',
  )
  requireNetwork(taskDefinition, input)
  const token = stringAt(input, 'clientToken')
  const earlier = [...state.oneOffTasks.values()].filter(
    (task) => token !== undefined && task.input.clientToken === token,
  )
  if (earlier.length > 0) return answerOf(state, earlier)
  const choose = state.scenario.oneOff ?? (() => ENDS_WELL)
  const course = choose({ taskDefinition: taskDefinition.document, input })
  if ('failure' in course) return { tasks: [], failures: [{ reason: course.failure }] }
  const count = typeof input.count === 'number' ? input.count : 1
  const started = Array.from({ length: count }, () => ({
    arn: ecsArn('task', state.cluster, oneOffTaskId(state.nextNumber())),
    createdAt: state.now(),
    takes: course.takes,
    end: course.end,
    taskDefinition,
    input,
  }))
  for (const task of started) state.oneOffTasks.set(task.arn, task)
  return answerOf(state, started)
}

const answerOf = (state: EcsState, tasks: readonly OneOffTaskRecord[]): Json => ({
  tasks: tasks.map((task) => oneOffTaskView(state, task)),
  failures: [],
})

/** A task of RunTask at this moment. */
export const oneOffTaskView = (state: EcsState, task: OneOffTaskRecord): Json => {
  const { arn, createdAt, taskDefinition, input } = task
  const startedBy = stringAt(input, 'startedBy')
  const stopped = endOf(task, state.now())
  const starts = task.end.stopCode === 'TaskFailedToStart' ? undefined : createdAt + STARTS_AFTER
  const started = starts !== undefined && starts <= (stopped?.at ?? state.now())
  return taskView(state, {
    arn,
    taskDefinition,
    createdAt,
    group: stringAt(input, 'group') ?? `family:${taskDefinition.family}`,
    ...(startedBy !== undefined && { startedBy }),
    ...(started && { startedAt: starts }),
    ...(stopped && { stopped }),
  })
}

const endOf = (task: OneOffTaskRecord, now: number): TaskFacts['stopped'] => {
  const at = task.createdAt + task.takes
  if (task.stopped !== undefined && task.stopped.at < at)
    return {
      at: task.stopped.at,
      end: { stopCode: 'UserInitiated', stoppedReason: task.stopped.reason, exitCode: 143 },
    }
  return at <= now ? { at, end: task.end } : undefined
}
