import { duration } from '@ci-kit/core/amounts'
import type { Clock, Ticker } from '@ci-kit/core/clock'
import type { Log } from '@ci-kit/core/log'

export type ProgressPorts = {
  readonly clock: Pick<Clock, 'elapsed'> & Ticker
  readonly log: Log
}

const LONG_MS = 2_000

/** Does `work`, and says every 2 seconds that it is still going on. `doing`: `Signing 4 statements`. */
export const withProgress = async <T>(
  doing: string,
  work: () => Promise<T>,
  { clock, log }: ProgressPorts,
): Promise<T> => {
  const started = clock.elapsed()
  const end = clock.every(LONG_MS, () =>
    log.info(`${doing}: ${duration(clock.elapsed() - started)} so far.`),
  )
  try {
    return await work()
  } finally {
    end()
  }
}
