import type { DeploymentEntry, DeploymentStrategy, ServiceEvent } from '../model/service.ts'
import type { LifecycleStage, RevisionProgress } from '../model/service-deployment.ts'
import type { Outcome, Until } from './outcome.ts'

/** A rollout to watch, as UpdateService (or CreateService) began it. */
export type StartedRollout = {
  /** Name of the service, unique in a step. */
  readonly service: string
  readonly serviceArn: string
  /** ARN that was deployed. */
  readonly taskDefinition: string
  /** Id of the PRIMARY entry in UpdateService's answer, undefined when it had none. */
  readonly primary: string | undefined
  /** ARNs of service deployments that were there before; none of them can be ours. */
  readonly before: readonly string[]
  /** When it began, milliseconds since the epoch, by ECS's clock as UpdateService's answer told it. */
  readonly startedAt: number
  readonly strategy: DeploymentStrategy
  readonly until: Until
}

/** Something that a person wants to see in a timeline. */
export type Moment = {
  /** Milliseconds since the epoch; by ECS's clock where ECS says when, else by ours. */
  readonly at: number
  /** `status`, `stage`, `tasks`, `traffic`, `alarm`, `breaker`, `hook`, `event`, `step` (what the step itself did). */
  readonly kind: string
  readonly text: string
}

/** The last that was seen of a rollout. */
export type Progress = {
  /** ARN, undefined where it was never found or must not be read. */
  readonly deployment: string | undefined
  readonly status: string
  readonly stage: LifecycleStage | undefined
  readonly sources: readonly RevisionProgress[]
  readonly target: RevisionProgress | undefined
  readonly entries: readonly DeploymentEntry[]
  readonly desired: number
}

export type RolloutResult = {
  readonly service: string
  readonly outcome: Outcome
  readonly progress: Progress
  readonly timeline: readonly Moment[]
  /** Events of the service since the start, oldest first. */
  readonly events: readonly ServiceEvent[]
  /** Milliseconds from the start to the end as ECS tells them, else as they were seen. */
  readonly tookMs: number
  /** The step itself went back, by a stop with ROLLBACK or an update, and why; undefined when it did not. */
  readonly stopped: { readonly reason: string } | undefined
}
