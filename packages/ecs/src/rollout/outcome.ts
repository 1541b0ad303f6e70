import type { LifecycleStage } from '../model/service-deployment.ts'

/**
 * How the rollout of one service ended. Only `succeeded` is green, and
 * `paused` where the author waits for a pause. All texts come from outside.
 */
export type Outcome =
  | { readonly kind: 'succeeded' }
  /** ECS or the step went back to the release before. */
  | { readonly kind: 'rolled-back'; readonly reason: string }
  | { readonly kind: 'failed'; readonly reason: string }
  /** Another deployment of the service took over. `by`: its ARN, or the id of the entry in `deployments[]`. */
  | { readonly kind: 'superseded'; readonly by: string }
  | {
      readonly kind: 'paused'
      /** The author waits for this pause; otherwise it stood when the time was over. */
      readonly isWanted: boolean
      readonly stage: LifecycleStage | undefined
      /** Undefined when only a stage was waited for. */
      readonly hookId: string | undefined
      /** Milliseconds since the epoch. */
      readonly expiresAt: number | undefined
      /** What ECS does then. */
      readonly timeoutAction: string | undefined
    }
  /** The limit was reached. `missing`: what was still to come, as sentences. */
  | { readonly kind: 'timed-out'; readonly missing: readonly string[] }
  | { readonly kind: 'cancelled' }

export type OutcomeKind = Outcome['kind']

/** What a step waits for: the end, the next pause, or the begin of a stage (which counts as reached when it is passed). */
export type Until = 'end' | 'paused' | LifecycleStage
