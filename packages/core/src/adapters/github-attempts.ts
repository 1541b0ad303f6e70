import { UserError } from '../errors.ts'
import type { GitHubAnswer } from '../github.ts'
import { type Asked, asRefusal, type Failure, failureOf } from './github-failure.ts'
import type { GitHubConnection } from './octokit-connection.ts'

/** What is worth another attempt. */
export type Patience = {
  readonly mayRepeat: (failure: Failure) => boolean
  /** A longer wait that GitHub asks for is not taken. */
  readonly maxWaitMs: number
}

const ATTEMPTS = 3

/** Tries up to three times, as far as the patience reaches; rejects with a refusal, a cancellation or the fault of the request itself. */
export const attempts = async (
  ask: () => Promise<GitHubAnswer>,
  asked: Asked,
  { mayRepeat, maxWaitMs }: Patience,
  { clock, cancellation }: GitHubConnection,
): Promise<GitHubAnswer> => {
  for (let count = 1; ; count += 1) {
    cancellation.throwIfAborted()
    try {
      return await ask()
    } catch (thrown) {
      cancellation.throwIfAborted()
      if (thrown instanceof UserError) throw thrown
      const failure = failureOf(thrown)
      const wait = failure.retryAfterMs ?? count * 1000
      if (!mayRepeat(failure) || count === ATTEMPTS || wait > maxWaitMs) {
        throw asRefusal(failure, asked)
      }
      await clock.sleep(wait, cancellation)
    }
  }
}
