import type { Clock } from '@ci-kit/core/clock'
import type { Log } from '@ci-kit/core/log'

export type ProgressPorts = {
  readonly clock: Pick<Clock, 'elapsed'>
  readonly log: Pick<Log, 'info'>
}

const EVERY_MS = 2_000

/**
 * Passes a stream on and tells every two seconds how far it is:
 * `<what>: 40 of 65 MB.` Nothing is told of what takes less time.
 */
export async function* reporting(
  pieces: AsyncIterable<Uint8Array>,
  what: string,
  total: number,
  { clock, log }: ProgressPorts,
): AsyncGenerator<Uint8Array, void, undefined> {
  let told = clock.elapsed()
  let done = 0
  for await (const piece of pieces) {
    done += piece.length
    if (clock.elapsed() - told >= EVERY_MS) {
      told = clock.elapsed()
      log.info(`${what}: ${megabytes(done)} of ${megabytes(total)} MB.`)
    }
    yield piece
  }
}

const megabytes = (bytes: number): string => {
  const amount = bytes / 1_000_000
  return amount < 10 ? amount.toFixed(1) : amount.toFixed(0)
}
