import type { Step } from './build-graph.ts'
import { stepKey } from './step-times.ts'

export type HitRate = {
  readonly cached: number
  readonly total: number
  /** Whole per cent, rounded down: 100 means that nothing at all was built. */
  readonly percent: number
  /** Seconds spent on steps that were built, added up over parallel steps. */
  readonly builtSeconds: number
}

/**
 * Cached steps of all Dockerfile steps. A step that BuildKit never had to look
 * at, because a later one came whole from the cache, was cached in effect; one
 * that a failed build did not come to was not.
 */
export const hitRate = (steps: readonly Step[]): HitRate => {
  const cached = steps.filter(isHit).length
  return {
    cached,
    total: steps.length,
    percent: steps.length === 0 ? 100 : Math.floor((100 * cached) / steps.length),
    builtSeconds: seconds(steps.filter(({ outcome }) => outcome === 'built')),
  }
}

/** Whether a step cost nothing, thanks to the cache. */
export const isHit = ({ outcome }: Pick<Step, 'outcome'>): boolean =>
  outcome === 'cached' || outcome === 'not-run'

export type TimeRate = {
  /** Seconds that cached steps took when they were last built. */
  readonly savedSeconds: number
  readonly spentSeconds: number
  /** Whole per cent of the work that was saved, rounded down. */
  readonly percent: number
}

/**
 * The hit rate weighted by time: saved / (saved + spent), in seconds of step
 * time, parallel steps added up. `known` holds the seconds that each step took
 * when it was last built, by {@link stepKey}.
 *
 * It is undefined when a cached step's time is not known, because any number
 * would then be a guess; with one exception: where no step was built nothing
 * was spent, and 100 % is true whatever was saved. The saved seconds are then
 * those that are known, and so a lower bound.
 */
export const timeRate = (
  steps: readonly Step[],
  known: ReadonlyMap<string, number>,
): TimeRate | undefined => {
  const times = steps.filter(isHit).map((step) => known.get(stepKey(step)))
  const run = steps.filter((step) => !isHit(step))
  if (run.length > 0 && times.includes(undefined)) return undefined
  const savedSeconds = times.reduce<number>((sum, time = 0) => sum + time, 0)
  const spentSeconds = seconds(run)
  const all = savedSeconds + spentSeconds
  const percent =
    run.length === 0 ? 100 : all === 0 ? 0 : Math.min(99, Math.floor((100 * savedSeconds) / all))
  return { savedSeconds, spentSeconds, percent }
}

const seconds = (steps: readonly Step[]): number =>
  steps.reduce((sum, step) => sum + step.seconds, 0)
