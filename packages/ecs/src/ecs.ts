import type { Json } from '@ci-kit/core/json'
import type { Service } from './model/service.ts'
import type {
  ServiceDeployment,
  ServiceDeploymentBrief,
  ServiceDeploymentStatus,
} from './model/service-deployment.ts'
import type { ServiceRevision } from './model/service-revision.ts'
import type { Task } from './model/task.ts'

/** What ECS could not find or answer, an entry of `failures[]`: reason `MISSING`, … */
export type Failure = { readonly arn: string; readonly reason: string; readonly detail: string }

export type Answer<Item> = {
  readonly found: readonly Item[]
  readonly failures: readonly Failure[]
}

/*
 * Ports to one cluster of ECS in one region. All reject with an AwsRefusal, or
 * with what cancelled the action. Lists are split into the pages that ECS
 * takes. `signal` ends one call.
 */

export type Services = {
  /** Names or ARNs, of any number. */
  describe(names: readonly string[], signal?: AbortSignal): Promise<Answer<Service>>
  /** One UpdateService, sent at most once; `cluster` is added. */
  update(request: Json): Promise<Service>
  create(request: Json): Promise<Service>
}

export type ServiceDeployments = {
  /** Newest first. `createdAfter` in milliseconds since the epoch. At most `most` of them. */
  list(
    service: string,
    wanted: {
      readonly statuses?: readonly ServiceDeploymentStatus[]
      readonly createdAfter?: number
      readonly most?: number
    },
    signal?: AbortSignal,
  ): Promise<readonly ServiceDeploymentBrief[]>
  describe(arns: readonly string[], signal?: AbortSignal): Promise<Answer<ServiceDeployment>>
  revisions(arns: readonly string[], signal?: AbortSignal): Promise<Answer<ServiceRevision>>
  stop(arn: string, how: 'ROLLBACK' | 'ABORT', signal?: AbortSignal): Promise<void>
  /** Ends a pause. */
  continue(arn: string, hookId: string, action: 'CONTINUE' | 'ROLLBACK'): Promise<void>
}

/** A task definition as ECS wrote it, with all members, and its tags. */
export type RegisteredTaskDefinition = {
  readonly arn: string
  readonly family: string
  readonly revision: number
  readonly status: 'ACTIVE' | 'INACTIVE' | 'DELETE_IN_PROGRESS'
  readonly document: Json
  readonly tags: readonly { readonly key: string; readonly value: string }[]
}

export type TaskDefinitions = {
  /** ARN, `family` (the newest ACTIVE one) or `family:revision`. */
  describe(reference: string, signal?: AbortSignal): Promise<RegisteredTaskDefinition>
  /** Sends the document as it is, with members that nobody knows. */
  register(document: Json): Promise<RegisteredTaskDefinition>
  /** ARNs of the family, newest first, at most `most`. */
  list(family: string, status: 'ACTIVE' | 'INACTIVE', most: number): Promise<readonly string[]>
}

export type Tasks = {
  /** ARNs. Stopped ones are kept for an hour or more. */
  list(
    wanted: {
      readonly service?: string
      readonly status: 'RUNNING' | 'STOPPED'
      /** All when left out. */
      readonly most?: number
    },
    signal?: AbortSignal,
  ): Promise<readonly string[]>
  describe(arns: readonly string[], signal?: AbortSignal): Promise<Answer<Task>>
  /** One RunTask with `cluster` added, sent with a clientToken so that it can be repeated. */
  run(request: Json): Promise<Answer<Task>>
  stop(arn: string, reason: string): Promise<void>
}

export type Ecs = {
  readonly services: Services
  readonly deployments: ServiceDeployments
  readonly taskDefinitions: TaskDefinitions
  readonly tasks: Tasks
}

/** The last lines of a log stream, oldest first. `undefined`: there is no such stream. */
export type Logs = {
  tail(
    place: { readonly group: string; readonly stream: string; readonly region?: string },
    lines: number,
    signal?: AbortSignal,
  ): Promise<readonly LogLine[] | undefined>
  /** What came since the token; call with undefined first. */
  follow(
    place: { readonly group: string; readonly stream: string; readonly region?: string },
    token: string | undefined,
    signal?: AbortSignal,
  ): Promise<{ readonly lines: readonly LogLine[]; readonly token: string | undefined }>
}

export type LogLine = { readonly at: number; readonly text: string }
