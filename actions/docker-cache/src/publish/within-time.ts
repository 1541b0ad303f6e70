import { UserError } from '@ci-kit/core/errors'
import type { Repository } from '@ci-kit/oci/registry'

/** A repository, or the part `R` of it, that can be given less time. */
export type Boundable<R> = { within(bounds: Parameters<Repository['within']>[0]): R }

/**
 * The same repository, whose calls end when the time is over, with a
 * {@link UserError} as their reason. Calls that nobody waits for any more may
 * go on until then: their connections are worth more alive, to be used again.
 * `attempts` as in the client's limits.
 */
export const withinTime = <R>(
  repository: Boundable<R>,
  milliseconds: number,
  attempts?: number,
): R => {
  const stop = new AbortController()
  const over = () => stop.abort(new UserError(`no answer within ${milliseconds / 1000} s`))
  setTimeout(over, milliseconds).unref()
  const { signal } = stop
  return repository.within({ signal, totalMs: milliseconds, ...(attempts && { attempts }) })
}
