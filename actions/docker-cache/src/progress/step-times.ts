import type { Step } from './build-graph.ts'

/**
 * What a step is known by from one build to the next: platform, stage and
 * instruction. Its position is left out, because it changes with every step
 * that is put in before it.
 */
export const stepKey = ({ name: { platform, stage, instruction } }: Pick<Step, 'name'>): string =>
  [platform ?? '', stage ?? '', instruction].join('\n')

/** Steps that a record holds at most. */
const TIMES_LIMIT = 2_000

/**
 * Seconds by {@link stepKey} for the record of a build: measured for the steps
 * that were built, and taken over from `known` for those that were cached, so
 * that a time is not forgotten while its step stays cached. Of two steps with
 * the same instruction the quicker one counts, so that no rate claims too much.
 */
export const stepTimes = (
  { steps }: { readonly steps: readonly Step[] },
  known: ReadonlyMap<string, number> = new Map(),
): Map<string, number> => {
  const times = new Map<string, number>()
  for (const step of steps.slice(0, TIMES_LIMIT)) {
    const key = stepKey(step)
    const time = timeOf(step, known.get(key))
    if (time !== undefined) times.set(key, Math.min(time, times.get(key) ?? time))
  }
  return times
}

const timeOf = ({ outcome, seconds }: Step, known: number | undefined): number | undefined => {
  if (outcome === 'built') return seconds
  return outcome === 'cached' || outcome === 'not-run' ? known : undefined
}
