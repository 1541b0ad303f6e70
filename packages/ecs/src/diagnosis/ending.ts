import type { Cause } from './diagnosis.ts'

/** How much an ending tells of why a rollout fails, most telling first. */
export const RANKS = [
  /** It ended by itself, or never started. */
  'own',
  'health',
  'placement',
  /** A container that was ended with its task, most likely. */
  'beside',
  'infrastructure',
  'stopped',
] as const

/** How one task, or one container of it, ended. */
export type Ending = Pick<Cause, 'stopCode' | 'container' | 'exitCode' | 'reason' | 'task'> & {
  readonly rank: (typeof RANKS)[number]
}
