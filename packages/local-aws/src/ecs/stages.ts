import type { LifecycleStage } from '@ci-kit/ecs/model/service-deployment'
import { type Frame, later } from './frames.ts'
import { type Rollout, rollingBack } from './rollouts.ts'

type StageTimes = {
  /** Milliseconds of each stage. */
  readonly stage?: number
  /** Milliseconds in which both revisions run, and ECS watches. */
  readonly bake?: number
}

type Step = { readonly stage: LifecycleStage; readonly takes: number; readonly set?: Frame['set'] }

const staged = (steps: readonly Step[]): readonly Frame[] => {
  let at = 1000
  const frames: Frame[] = [{ at: 0, set: { status: 'PENDING', weight: 0, testWeight: 0 } }]
  for (const { stage, takes, set } of steps) {
    frames.push({ at, set: { status: 'IN_PROGRESS', stage, ...set } })
    at += takes
  }
  frames.push({
    at,
    set: { status: 'SUCCESSFUL', running: 1, source: 0, weight: 100 },
    event: '(service {service}) (deployment {deployment}) deployment completed.',
  })
  return frames
}

const shifted = (weights: readonly number[], { stage = 5000, bake = 20_000 }: StageTimes) =>
  staged([
    { stage: 'PRE_SCALE_UP', takes: stage },
    { stage: 'SCALE_UP', takes: stage, set: { pending: 1 } },
    { stage: 'POST_SCALE_UP', takes: stage, set: { pending: 0, running: 1 } },
    { stage: 'TEST_TRAFFIC_SHIFT', takes: stage, set: { testWeight: 100 } },
    { stage: 'POST_TEST_TRAFFIC_SHIFT', takes: stage },
    ...weights.map((weight) => ({
      stage: 'PRODUCTION_TRAFFIC_SHIFT' as const,
      takes: stage,
      set: { weight },
    })),
    { stage: 'POST_PRODUCTION_TRAFFIC_SHIFT', takes: stage },
    { stage: 'BAKE_TIME', takes: bake },
    { stage: 'CLEAN_UP', takes: stage, set: { source: 0 } },
  ])

/** All traffic moves at once. */
export const blueGreen =
  (times: StageTimes = {}): Rollout =>
  () =>
    shifted([100], times)

/** A few percent first, then all. */
export const canary =
  (percent: number, times: StageTimes = {}): Rollout =>
  () =>
    shifted([percent, 100], times)

/** In equal steps of so many percent. */
export const linear =
  (step: number, times: StageTimes = {}): Rollout =>
  () =>
    shifted(
      Array.from({ length: Math.ceil(100 / step) }, (_, n) => Math.min(100, step * (n + 1))),
      times,
    )

/** A hook stops the rollout when it enters the stage, until somebody answers or the time is over. */
export const pausedAt =
  (
    stage: LifecycleStage,
    rollout: Rollout,
    { id = `hook-${stage}`, timeout = 86_400_000, action = 'ROLLBACK' }: PauseOptions = {},
  ): Rollout =>
  (facts) => {
    const frames = rollout(facts)
    const first = frames.findIndex(({ set }) => set?.stage === stage)
    const entered = frames[first]
    if (entered === undefined) return frames
    const { at } = entered
    const hook = { id, timeout, timeoutAction: action }
    const onContinue = later(-at, frames.slice(first))
    const onRollback = rollingBack('A lifecycle hook asked for a rollback.')
    const atTheEnd = action === 'CONTINUE' ? onContinue : onRollback
    return [
      ...frames.slice(0, first),
      {
        at,
        set: { ...entered.set, hook: { ...hook, status: 'AWAITING_ACTION' } },
        pause: { onContinue, onRollback },
      },
      { at: at + timeout, set: { hook: { ...hook, status: 'TIMED_OUT' } } },
      ...later(at + timeout, atTheEnd),
    ]
  }

type PauseOptions = {
  readonly id?: string
  /** Milliseconds. */
  readonly timeout?: number
  readonly action?: 'CONTINUE' | 'ROLLBACK'
}
