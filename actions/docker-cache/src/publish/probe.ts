import { messageOf, UserError } from '@ci-kit/core/errors'
import type { Repository } from '@ci-kit/oci/registry'
import { type Boundable, withinTime } from './within-time.ts'

export type Readiness = 'ready' | { readonly gaveUp: string }

const TIME_LIMIT_MS = 60_000
/** More than fit into the time: the time is what limits. */
const ATTEMPTS = 50

/**
 * Waits until the registry answers again, before a push is tried once more. It
 * looks for `reference`, a tag or digest that need not exist: the answer that
 * there is none is one too. Retry-After is kept; a wait that would end after
 * the time limit is not begun. Never throws for trouble with the registry.
 */
export const probe = async (
  repository: Boundable<{ readonly manifests: Pick<Repository['manifests'], 'head'> }>,
  reference: string,
  timeLimitMs = TIME_LIMIT_MS,
): Promise<Readiness> => {
  try {
    await withinTime(repository, timeLimitMs, ATTEMPTS).manifests.head(reference)
    return 'ready'
  } catch (thrown) {
    if (thrown instanceof UserError) return { gaveUp: messageOf(thrown) }
    throw thrown
  }
}
