import { type Frame, later, type TaskEnd } from './frames.ts'
import {
  began,
  ok,
  type RollbackOptions,
  type Rollout,
  type RolloutFacts,
  rollingBack,
} from './rollouts.ts'
import { crashed } from './task-ends.ts'

/** Nothing ever comes: the cluster has no room. */
export const stalled: Rollout = () => [
  ...began.map(({ at, set = {} }) => ({ at, set })),
  {
    at: 5000,
    event:
      '(service {service}) was unable to place a task because no container instance met all of its requirements. Reason: No Container Instances were found in your capacity provider.',
  },
]

/** Tasks end again and again before they count as running; nobody does anything about it. */
export const failing =
  (end: TaskEnd = crashed(1), { every = 5000, times = 100 } = {}): Rollout =>
  () => [...began, ...failures(end, every, times)]

/** Tasks run for a moment and end, always the same way: `failedTasks` falls to 0 each time. */
export const flapping =
  (end: TaskEnd = crashed(1), { every = 10_000, times = 100 } = {}): Rollout =>
  () => [
    ...began,
    ...Array.from({ length: times }, (_, n) => [
      { at: every * (n + 0.5), set: { running: 1, pending: 0, failed: 0 } },
      { at: every * (n + 1), set: { running: 0, pending: 1, failed: 1 }, stopped: end },
    ]).flat(),
  ]

/**
 * Tasks end until the circuit breaker, when the service has one, has counted
 * enough of them. Then ECS goes back, where it may and can.
 */
export const breaking =
  (end: TaskEnd = crashed(1), { every = 5000, ...back }: BreakingOptions = {}): Rollout =>
  (facts) => {
    if (!facts.breaker.enable) return failing(end, { every })(facts)
    const threshold = breakerThreshold(facts.desired)
    const tripped = 1000 + every * threshold
    return [
      ...began,
      ...failures(end, every, threshold),
      { at: tripped, set: { breaker: 'TRIGGERED', rollout: 'FAILED', rolloutReason: TRIPPED } },
      ...later(tripped, afterTrip(facts, back)),
    ]
  }

/** How often a task ends, in milliseconds, and how the way back goes. */
type BreakingOptions = RollbackOptions & { readonly every?: number }

const TRIPPED = 'ECS deployment circuit breaker: tasks failed to start.'

/** Half of the desired count, between 3 and 200. */
export const breakerThreshold = (desired: number): number =>
  Math.min(200, Math.max(3, Math.ceil(desired / 2)))

const afterTrip = (facts: RolloutFacts, back: RollbackOptions): readonly Frame[] => {
  const failed =
    '(service {service}) (deployment {deployment}) deployment failed: tasks failed to start.'
  if (!facts.breaker.rollback)
    return [{ at: 0, set: { status: 'STOPPED', statusReason: TRIPPED, pending: 0 }, event: failed }]
  // Without an earlier success ECS has nowhere to go, and stays where it is.
  if (!facts.hasSource) return [{ at: 0, set: { pending: 0 }, event: failed }]
  return [
    { at: 0, event: failed },
    ...rollingBack(
      'Service deployment rolled back because the circuit breaker threshold was exceeded.',
      back,
    ),
  ]
}

const failures = (end: TaskEnd, every: number, times: number): readonly Frame[] =>
  Array.from({ length: times }, (_, n) => ({
    at: 1000 + every * (n + 1),
    set: { failed: n + 1 },
    stopped: end,
  }))

/** The new tasks run, and during the bake an alarm fires. Without alarms it is a success. */
export const alarming =
  ({ runningAfter = 20_000, alarmAfter = 60_000, goingBack = 20_000 } = {}): Rollout =>
  (facts) => {
    if (facts.alarms.length === 0) return ok(runningAfter)(facts)
    const [alarm = ''] = facts.alarms
    return [
      ...began,
      { at: runningAfter, set: { running: 1, pending: 0, source: 0 } },
      {
        at: alarmAfter,
        set: {
          triggered: [alarm],
          rolloutReason: `ECS deployment failed: alarm ${alarm} detected.`,
        },
        event: '(service {service}) (deployment {deployment}) deployment failed: alarm detected.',
      },
      ...later(
        alarmAfter,
        rollingBack(`Service deployment rolled back because of alarm ${alarm}.`, {
          takes: goingBack,
        }),
      ),
    ]
  }
