export type TaskContainer = {
  readonly name: string
  readonly image: string
  readonly digest: string | undefined
  /** `PENDING`, `RUNNING`, `STOPPED`. */
  readonly status: string
  readonly exitCode: number | undefined
  /** `CannotPullContainerError: …`, `OutOfMemoryError: …`; '' when ECS names none. */
  readonly reason: string
  /** `HEALTHY`, `UNHEALTHY`, `UNKNOWN`. */
  readonly health: string
}

/** A task as DescribeTasks answers it. All texts come from outside. Times in milliseconds since the epoch. */
export type Task = {
  readonly arn: string
  /** Last part of the ARN. */
  readonly id: string
  readonly taskDefinition: string
  /** `service:web`, `family:job`. */
  readonly group: string
  /** Id of the deployment that started it, `ecs-svc/…`; what RunTask was given. */
  readonly startedBy: string
  readonly lastStatus: string
  readonly desiredStatus: string
  /** `TaskFailedToStart`, `EssentialContainerExited`, … '' while it runs. */
  readonly stopCode: string
  readonly stoppedReason: string
  readonly createdAt: number
  readonly startedAt: number | undefined
  readonly stoppedAt: number | undefined
  readonly health: string
  readonly containers: readonly TaskContainer[]
}
