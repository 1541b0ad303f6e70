import type { Diagnosis } from '../diagnosis/diagnosis.ts'
import type { RolloutResult } from '../rollout/rollout.ts'

/**
 * How a service ended that nobody watched. `unchanged`: it runs that already;
 * `updated`: only settings changed; `registered`: there is no service;
 * `started`: nobody waits for it; `not-begun`: a service before it did not go
 * well, or is paused.
 */
export type Unwatched = 'unchanged' | 'updated' | 'registered' | 'started' | 'not-begun'

/** What is told of one service at the end of a step. All texts come from outside. */
export type ServiceReport = {
  /** What the step was for; a rollback is a deployment of an older release. */
  readonly task: 'deploy' | 'rollback'
  /** Name. */
  readonly service: string
  readonly serviceArn: string
  /** ARN that was meant to run. */
  readonly taskDefinition: string
  readonly rollout: RolloutResult | Unwatched
  /** Undefined where nothing had to be looked for. */
  readonly diagnosis: Diagnosis | undefined
  /** What differs in the task definition, a line each, `+`, `-` or a space in front; empty when nothing does. */
  readonly changes: readonly string[]
}

/** What is told of a step. */
export type StepReport = {
  readonly services: readonly ServiceReport[]
  /** What the verification gate answered, a line an image; empty without a gate. */
  readonly verification: readonly string[]
  /** Address of the record in the ledger. */
  readonly ledgerUrl: string | undefined
}
