import type { Clock } from '@ci-kit/core/clock'

/** What did not end within its time. */
export const LATE = Symbol('late')

/** Rejects with the reason of `cancellation` when that comes before the end of the work. */
export const unlessCancelled = async <T>(
  cancellation: AbortSignal,
  working: Promise<T>,
): Promise<T> => {
  const { promise: cancelled, reject } = Promise.withResolvers<never>()
  const onAbort = () => reject(cancellation.reason)
  if (cancellation.aborted) onAbort()
  cancellation.addEventListener('abort', onAbort, { once: true })
  try {
    return await Promise.race([cancelled, working])
  } finally {
    cancellation.removeEventListener('abort', onAbort)
  }
}

/**
 * Does work that must not take longer than `milliseconds`. Answers
 * {@link LATE} when it does, and aborts the signal it was given, with
 * which a call ends. Rejects when the work does.
 */
export const inTime = async <T>(
  clock: Clock,
  milliseconds: number,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T | typeof LATE> => {
  const call = new AbortController()
  const rest = new AbortController()
  // Aborted when the work is done, and then nobody waits for it.
  const rested = (): typeof LATE => LATE
  const late = clock.sleep(milliseconds, rest.signal).then(rested, rested)
  const working = work(call.signal)
  try {
    return await Promise.race([working, late])
  } finally {
    rest.abort()
    call.abort()
    // Of work that nobody waits for any more nobody hears why it failed.
    working.catch(() => undefined)
  }
}
