import { type Frame, later } from './frames.ts'

/** What a service brings into its deployment. */
export type RolloutFacts = {
  readonly desired: number
  readonly breaker: { readonly enable: boolean; readonly rollback: boolean }
  /** Names of its alarms. */
  readonly alarms: readonly string[]
  /** An earlier success exists, to which ECS can go back. */
  readonly hasSource: boolean
}

/** How a deployment goes, if nobody interferes. */
export type Rollout = (facts: RolloutFacts) => readonly Frame[]

/** ECS takes a deployment up. */
export const began: readonly Frame[] = [
  { at: 0, set: { status: 'PENDING' } },
  {
    at: 1000,
    set: { status: 'IN_PROGRESS', pending: 1, breaker: 'MONITORING' },
    event: '(service {service}) has started {count} tasks: {tasks}.',
  },
]

const steady = '(service {service}) has reached a steady state.'

const succeeded = (at: number): readonly Frame[] => [
  {
    at,
    set: {
      status: 'SUCCESSFUL',
      running: 1,
      pending: 0,
      source: 0,
      failed: 0,
      breaker: 'MONITORING_COMPLETE',
    },
    event: '(service {service}) (deployment {deployment}) deployment completed.',
  },
  { at, event: steady },
]

/** All goes well, in so many milliseconds, of which the first second is a start. */
export const ok =
  (takes = 30_000): Rollout =>
  () => [
    ...began,
    ...[0.25, 0.5, 0.75].map((share) => ({
      at: Math.max(1000, takes * share),
      set: { running: share, pending: 1 - share, source: 1 - share },
    })),
    ...succeeded(Math.max(1000, takes)),
  ]

/** It has succeeded before anybody can look. */
export const quick: Rollout = () => succeeded(0)

/** For so long, tasks are neither running nor failed. */
export const slowStart =
  (quiet: number, rest: Rollout = ok()): Rollout =>
  (facts) => [...began, ...later(quiet, rest(facts).slice(1))]

/** All tasks run long before ECS calls it a success. */
export const lateSuccess =
  (runningAfter: number, takes: number): Rollout =>
  () => [
    ...began,
    { at: runningAfter, set: { running: 1, pending: 0, source: 0 }, event: steady },
    ...succeeded(takes),
  ]

/** The success criteria are met when half of the tasks are new; the others follow. */
export const earlySuccess =
  (takes = 30_000): Rollout =>
  () => [
    ...began,
    { at: takes, set: { status: 'SUCCESSFUL', running: 0.5, pending: 0.5, source: 0.5 } },
    { at: takes * 2, set: { running: 1, pending: 0, source: 0 }, event: steady },
  ]

/** After so many milliseconds, somebody else updates the service. */
export const superseded =
  (after: number, by: { readonly taskDefinition?: string } = {}): Rollout =>
  (facts) => [...ok(after * 2)(facts).filter(({ at }) => at < after), { at: after, superseded: by }]

/** ECS goes back to the source, as from now; `ends` as it ends. */
export const rollingBack = (
  reason: string,
  { takes = 20_000, ends = 'ROLLBACK_SUCCESSFUL' }: RollbackOptions = {},
): readonly Frame[] => [
  {
    at: 0,
    set: {
      status: 'ROLLBACK_IN_PROGRESS',
      statusReason: reason,
      rollback: reason,
      pending: 0,
      rollout: 'FAILED',
    },
    event: '(service {service}) (deployment {deployment}) rolling back to {target}.',
  },
  { at: takes / 2, set: { running: 0 } },
  { at: takes, set: { status: ends, source: 1 }, event: steady },
]

export type RollbackOptions = {
  readonly takes?: number
  readonly ends?: 'ROLLBACK_SUCCESSFUL' | 'ROLLBACK_FAILED'
}

/** One way after the other; the last one stays. */
export const inTurn =
  (...rollouts: readonly Rollout[]) =>
  ({ nth }: { readonly nth: number }): Rollout =>
    rollouts[Math.min(nth, rollouts.length - 1)] ?? ok()
