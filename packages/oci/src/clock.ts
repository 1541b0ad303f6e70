import { setTimeout as wait } from 'node:timers/promises'

/** Time as a port, so that waiting can be tested without waiting. All values are milliseconds. */
export type Clock = {
  /** On a clock that never goes back; only differences mean something. */
  elapsed(): number
  /** Since 1970, for dates that come from outside. */
  now(): number
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>
}

export const systemClock: Clock = {
  elapsed: () => performance.now(),
  now: () => Date.now(),
  sleep: (milliseconds, signal) => wait(milliseconds, undefined, signal && { signal }),
}
