import type { Clock } from '@ci-kit/core/clock'
import type { Log } from '@ci-kit/core/log'
import type { Logs, Tasks } from '../ecs.ts'

export type TaskPorts = {
  readonly tasks: Pick<Tasks, 'run' | 'describe'>
  /** Has to work after the cancellation as well, for a few seconds. */
  readonly stop: Tasks['stop']
  readonly logs: Logs
  readonly log: Log
  readonly clock: Clock
  readonly cancellation: AbortSignal
}

export type TaskWait = {
  /** False: only started. */
  readonly untilStopped: boolean
  /** Milliseconds after which it is stopped. */
  readonly limit: number
  /** Milliseconds between two looks, at most. */
  readonly maxPause: number
}
