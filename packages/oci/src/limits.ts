/** Times in milliseconds. */
export type Limits = {
  /** How often an idempotent operation is tried at most. */
  readonly attempts: number
  /** No further try begins later than this after the first. */
  readonly totalMs: number
  /** One exchange whose answer is read into memory, from connecting to the last byte. */
  readonly requestMs: number
  /** Silence on a connection. */
  readonly idleMs: number
}

export const DEFAULT_LIMITS: Limits = {
  attempts: 5,
  totalMs: 120_000,
  requestMs: 60_000,
  idleMs: 30_000,
}
