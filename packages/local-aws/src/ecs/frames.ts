import type { LifecycleStage, ServiceDeploymentStatus } from '@ci-kit/ecs/model/service-deployment'

/** A deployment at one moment. Shares are of the desired count, from 0 to 1; weights are percents. */
export type RolloutState = {
  readonly status: ServiceDeploymentStatus
  readonly statusReason?: string
  readonly stage?: LifecycleStage
  /** Tasks of the new revision that run, that start, and tasks of the old one that run. */
  readonly running: number
  readonly pending: number
  readonly source: number
  /** `failedTasks`; falls to 0 once a task runs. */
  readonly failed: number
  /** Traffic to the new revision. */
  readonly weight?: number
  readonly testWeight?: number
  readonly breaker?: 'MONITORING' | 'MONITORING_COMPLETE' | 'TRIGGERED'
  /** Names of alarms that fire. */
  readonly triggered?: readonly string[]
  /** Why it goes back. */
  readonly rollback?: string
  /** Says of `deployments[]` what the status does not. */
  readonly rollout?: 'IN_PROGRESS' | 'FAILED'
  readonly rolloutReason?: string
  readonly hook?: HookState
}

type HookState = {
  readonly id: string
  readonly status: 'AWAITING_ACTION' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT'
  /** Milliseconds from the pause on. */
  readonly timeout: number
  readonly timeoutAction: 'CONTINUE' | 'ROLLBACK'
}

/** A task that ended, as DescribeTasks tells of it. */
export type TaskEnd = {
  readonly stopCode: string
  readonly stoppedReason: string
  readonly exitCode?: number
  /** Of its container. */
  readonly reason?: string
}

/**
 * What happens to a deployment at one moment. Texts of events may name
 * `{service}`, `{deployment}`, its source `{target}`, the `{count}` of its `{tasks}`.
 */
export type Frame = {
  /** Milliseconds after the start of the deployment. */
  readonly at: number
  /** What is otherwise from now on. */
  readonly set?: Partial<RolloutState>
  readonly event?: string
  readonly stopped?: TaskEnd
  /** A pause: what follows an answer, as from that moment. */
  readonly pause?: { readonly onContinue: readonly Frame[]; readonly onRollback: readonly Frame[] }
  /** Somebody else updates the service: to this task definition, or back to what ran before. */
  readonly superseded?: { readonly taskDefinition?: string }
}

const START: RolloutState = { status: 'PENDING', running: 0, pending: 0, source: 1, failed: 0 }

/** The frames that have happened, oldest first. */
export const pastOf = (frames: readonly Frame[], elapsed: number): readonly Frame[] =>
  frames.filter(({ at }) => at <= elapsed)

/** What all that has happened makes of a deployment. */
export const stateAt = (frames: readonly Frame[], elapsed: number): RolloutState => {
  let state = START
  for (const { set } of pastOf(frames, elapsed)) state = { ...state, ...set }
  return state
}

/** The same story, some milliseconds later. */
export const later = (milliseconds: number, frames: readonly Frame[]): readonly Frame[] =>
  frames.map((frame) => ({ ...frame, at: frame.at + milliseconds }))

/** The story takes another turn: what had not happened yet never will. */
export const turned = (
  frames: readonly Frame[],
  elapsed: number,
  next: readonly Frame[],
): readonly Frame[] => [...pastOf(frames, elapsed), ...later(elapsed, next)]

/** When a deployment first was in one of these states, if it was. */
export const firstAt = (
  frames: readonly Frame[],
  elapsed: number,
  statuses: readonly ServiceDeploymentStatus[],
): number | undefined =>
  pastOf(frames, elapsed).find(({ set }) => set?.status && statuses.includes(set.status))?.at
