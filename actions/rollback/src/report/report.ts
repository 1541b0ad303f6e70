import type { Ending } from '../act/ending.ts'
import type { Planned } from '../plan/plan.ts'

/** Of all services together; the worst counts. */
export const OUTCOMES = [
  'failed',
  'timed-out',
  'superseded',
  'paused',
  'cancelled',
  'refused',
  'rolled-back',
  'dry-run',
] as const

export type OverallOutcome = (typeof OUTCOMES)[number]

export type Report = {
  readonly outcome: OverallOutcome
  readonly planned: readonly Planned[]
  readonly endings: readonly Ending[]
  readonly reason: string
}
