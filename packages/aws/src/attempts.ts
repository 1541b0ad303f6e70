import type { Clock } from '@ci-kit/core/clock'
import { type Failure, failureOf } from './failure.ts'

export type Patience = {
  /** Attempts after which a lost answer is not asked for again. At least 1. */
  readonly maxAttempts: number
  readonly clock: Pick<Clock, 'sleep'>
  /** 0 to 1. */
  readonly random: () => number
}

/** What was throttled was not done. One registration a second is ECS's own limit, and jobs queue for it. */
const THROTTLED_ATTEMPTS = 10
const MAX_WAIT_MS = 20_000

/** One attempt had no answer in time. */
export class AttemptTimeout extends Error {
  override readonly name = 'TimeoutError'
}

/** A failure that is final. */
export class AttemptsFailed extends Error {
  override readonly name = 'AttemptsFailed'
  readonly failure: Failure

  constructor(failure: Failure, thrown: unknown) {
    super(failure.reason, { cause: thrown })
    this.failure = failure
  }
}

/**
 * Tries until it works or is not worth another try: limits on requests always
 * are; lost answers when doing it twice is doing it once; a wrong clock once.
 * Rejects with {@link AttemptsFailed}, or with the reason of `signal`.
 */
export const attempts = async <T>(
  ask: () => Promise<T>,
  repeatable: boolean,
  signal: AbortSignal,
  patience: Patience,
): Promise<T> => {
  let corrected = false
  for (let count = 1; ; count += 1) {
    signal.throwIfAborted()
    try {
      return await ask()
    } catch (thrown) {
      signal.throwIfAborted()
      const failure = failureOf(thrown)
      // What may have been done is not a matter of the clock.
      if (failure.clockCorrected && !failure.lost && !corrected) {
        corrected = true
        continue
      }
      if (count >= limitOf(failure, repeatable, patience)) throw new AttemptsFailed(failure, thrown)
      await slept(patience.clock, waitBefore(count, failure, patience.random), signal)
    }
  }
}

/** Clocks reject with an error of their own, which does not say why. */
const slept = async (clock: Patience['clock'], milliseconds: number, signal: AbortSignal) => {
  try {
    await clock.sleep(milliseconds, signal)
  } catch (thrown) {
    signal.throwIfAborted()
    throw thrown
  }
}

const limitOf = (failure: Failure, repeatable: boolean, { maxAttempts }: Patience): number => {
  if (failure.throttled) return Math.max(THROTTLED_ATTEMPTS, maxAttempts)
  return failure.lost && repeatable ? maxAttempts : 1
}

/** Exponential with jitter; what AWS asks for is kept up to the longest wait. */
const waitBefore = (count: number, failure: Failure, random: () => number): number => {
  if (failure.retryAfterMs !== undefined) return Math.min(failure.retryAfterMs, MAX_WAIT_MS)
  const most = Math.min(MAX_WAIT_MS, 500 * 2 ** count)
  return Math.round(most * (0.5 + random() / 2))
}
