const MINUTE = 60_000

/** From one look to the next, by the age of the rollout. */
const intervalAt = (elapsedMs: number): number => {
  if (elapsedMs < MINUTE) return 3_000
  return elapsedMs < 5 * MINUTE ? 5_000 : 10_000
}

/**
 * Milliseconds to wait before the next look at a rollout that began
 * `elapsedMs` ago: looks every 3 s in the first minute, every 5 s up to five
 * minutes, then every 10 s, never further apart than `maxDelayMs`.
 *
 * @param lookMs how long the last look took. What ends just after one look
 *   has read is known when the next has answered, so two looks count.
 */
export const pauseBefore = (elapsedMs: number, maxDelayMs: number, lookMs = 0): number => {
  const interval = Math.min(intervalAt(elapsedMs), maxDelayMs)
  return Math.max(interval - 2 * lookMs, interval / 2)
}
