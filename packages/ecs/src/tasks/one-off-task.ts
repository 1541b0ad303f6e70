import type { Json } from '@ci-kit/core/json'
import type { Task } from '../model/task.ts'

/** A task that runs once, for migrations. What is empty or undefined is taken from the service. */
export type OneOffTask = {
  /** ARN. */
  readonly taskDefinition: string
  /** The document of that task definition. */
  readonly definition: Json
  /** The document of the service that it is like; undefined when there is none. */
  readonly service: Json | undefined
  /** Entries of `containerOverrides`, sent as they are. */
  readonly overrides: readonly Json[]
  readonly subnets: readonly string[]
  readonly securityGroups: readonly string[]
  readonly assignPublicIp: 'ENABLED' | 'DISABLED' | undefined
  readonly launchType: 'FARGATE' | 'EC2' | 'EXTERNAL' | undefined
  readonly capacityProviderStrategy: readonly Json[]
  readonly startedBy: string
  readonly tags: readonly Json[]
  /** Undefined: not sent. */
  readonly managedTags: boolean | undefined
  /** A volume that ECS manages; settings are those of `managedEBSVolume`. */
  readonly volume: { readonly name: string; readonly settings: Json } | undefined
}

/** How a container of a stopped task ended. Texts come from outside. */
export type ContainerEnd = {
  readonly name: string
  /** Its end is the end of the task, and its exit code decides. */
  readonly isEssential: boolean
  /** Undefined: it never ran, or nobody knows. */
  readonly exitCode: number | undefined
  readonly reason: string
  /** What it may mean and what to do, '' when nothing is known. */
  readonly hint: string
}

export type TaskOutcome = 'started' | 'succeeded' | 'failed' | 'timed-out'

export type TaskResult = {
  readonly outcome: TaskOutcome
  /** As it was last seen. */
  readonly task: Task
  readonly containers: readonly ContainerEnd[]
  /** What happened and why, in whole sentences that are safe to print. */
  readonly message: string
  /** The last lines of its log, oldest first, as they come from outside. */
  readonly lines: readonly TaskLine[]
  /** Milliseconds from RunTask to the end that was seen. */
  readonly tookMs: number
}

export type TaskLine = { readonly container: string; readonly text: string }
