import type { TaskEnd } from './frames.ts'

/** The program ended by itself. */
export const crashed = (exitCode: number): TaskEnd => ({
  stopCode: 'EssentialContainerExited',
  stoppedReason: 'Essential container in task exited',
  exitCode,
})

export const outOfMemory: TaskEnd = {
  ...crashed(137),
  reason: 'OutOfMemoryError: Container killed due to memory usage',
}

/** There is no such image in the registry. */
export const imageMissing = (image: string): TaskEnd => {
  const reason = `CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref ${image}: ${image}: not found`
  return { stopCode: 'TaskFailedToStart', stoppedReason: reason, reason }
}

/** The task's secret does not exist or may not be read. */
export const secretMissing = (secretArn: string): TaskEnd => ({
  stopCode: 'TaskFailedToStart',
  stoppedReason: `ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve secret from asm: service call has been retried 1 time(s): failed to fetch secret ${secretArn} from secrets manager: ResourceNotFoundException: Secrets Manager can't find the specified secret.`,
})

/** The load balancer found no healthy answer. */
export const unhealthy = (targetGroup: string): TaskEnd => ({
  stopCode: 'ServiceSchedulerInitiated',
  stoppedReason: `Task failed ELB health checks in (target-group ${targetGroup})`,
  exitCode: 143,
})
