import type { Clock } from '@ci-kit/core/clock'
import { ExchangeFault } from './exchange-fault.ts'

export type RetryPolicy = {
  /** How often something is tried at most, the first time included. */
  readonly attempts: number
  /** No wait begins that would end later than this after the first attempt. Milliseconds. */
  readonly totalMs: number
  readonly clock: Clock
  /** Uniform in [0, 1). */
  readonly random: () => number
  readonly signal?: AbortSignal
}

const FIRST_WAIT_MS = 500
const LONGEST_WAIT_MS = 15_000

/**
 * Repeats an attempt while its fault is transient. `attempt` must be safe to
 * repeat. Throws the last fault, with the number of attempts in its text.
 */
export const retrying = async <T>(policy: RetryPolicy, attempt: () => Promise<T>): Promise<T> => {
  const start = policy.clock.elapsed()
  for (let count = 1; ; count += 1) {
    policy.signal?.throwIfAborted()
    try {
      return await attempt()
    } catch (thrown) {
      if (!(thrown instanceof ExchangeFault) || !thrown.detail.transient) throw thrown
      const wait = waitBefore(count, thrown.detail.retryAfterMs, policy.random)
      const late = policy.clock.elapsed() - start + wait > policy.totalMs
      if (count >= policy.attempts || late) throw counted(thrown, count)
      await policy.clock.sleep(wait, policy.signal)
    }
  }
}

/** What `work` answers, or the signal's reason at once: not every wait in `work` can be ended, such as one for a token that others want too. */
export const unlessAborted = async <T>(
  work: Promise<T>,
  signal: AbortSignal | undefined,
): Promise<T> => {
  if (signal === undefined) return work
  const { promise: aborted, reject } = Promise.withResolvers<never>()
  const abort = () => reject(signal.reason)
  signal.addEventListener('abort', abort, { once: true })
  return Promise.race([work, aborted]).finally(() => signal.removeEventListener('abort', abort))
}

/**
 * Exponential back-off with full jitter, so that many jobs do not come back
 * together. A wait that the registry asked for is kept in full, with the
 * jitter of a first wait on top.
 */
export const waitBefore = (
  failures: number,
  retryAfterMs: number | undefined,
  random: () => number,
): number =>
  retryAfterMs === undefined
    ? random() * Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (failures - 1))
    : retryAfterMs + random() * FIRST_WAIT_MS

const counted = (fault: ExchangeFault, count: number): ExchangeFault =>
  count === 1 ? fault : new ExchangeFault(`${fault.message} (${count} attempts)`, fault.detail)
