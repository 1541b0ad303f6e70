import { createHash } from 'node:crypto'
import type { DeploymentRecord } from './ecs-state.ts'

const taskId = (...parts: readonly (string | number)[]): string =>
  createHash('sha256').update(parts.join(' ')).digest('hex').slice(0, 32)

/** Id of the task that a frame of the deployment tells the end of. */
export const stoppedTaskId = ({ id }: DeploymentRecord, frame: number): string =>
  taskId(id, 'stopped', frame)

/** Id of a task of the deployment that lives. */
export const livingTaskId = ({ id }: DeploymentRecord, nth: number): string =>
  taskId(id, 'living', nth)

/** Id of a task that RunTask started. */
export const oneOffTaskId = (number: number): string => taskId('one-off', number)
