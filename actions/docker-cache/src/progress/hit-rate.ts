import type { Step } from './build-graph.ts'

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
 * at, because a later one came whole from the cache, was cached in effect.
 */
export const hitRate = (steps: readonly Step[]): HitRate => {
  const cached = steps.filter(({ outcome }) => outcome === 'cached' || outcome === 'not-run').length
  const built = steps.filter(({ outcome }) => outcome === 'built')
  return {
    cached,
    total: steps.length,
    percent: steps.length === 0 ? 100 : Math.floor((100 * cached) / steps.length),
    builtSeconds: built.reduce((sum, { seconds }) => sum + seconds, 0),
  }
}
