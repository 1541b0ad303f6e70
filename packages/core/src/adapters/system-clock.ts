import { setTimeout as wait } from 'node:timers/promises'
import type { Clock, Ticker } from '../clock.ts'

export const systemClock: Clock & Ticker = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  sleep: (milliseconds, signal) => wait(milliseconds, undefined, { signal }),
  every: (milliseconds, work) => {
    const timer = setInterval(work, milliseconds)
    return () => clearInterval(timer)
  },
}
