import type { Context } from '@ci-kit/core/event'
import { untrustedBecause } from '@ci-kit/core/trust'
import { type AnalysedCommit, analysedCommit } from './commit.ts'
import type { Refusal } from './refusal.ts'

/** What an upload needs, or why it is not even tried. */
export type Readiness<Client> =
  | { readonly commit: AnalysedCommit; readonly github: Client }
  | { readonly refusal: Refusal }

/** By what the run tells; nothing is asked. */
export const readiness = <Client>(
  context: Context,
  checkedOut: string | undefined,
  github: Client | undefined,
): Readiness<Client> => {
  const untrusted = untrustedBecause(context)
  if (untrusted !== undefined) {
    return notTried(
      `Nothing is uploaded because ${untrusted}. A run for a push to the target branch uploads what is merged.`,
    )
  }
  if (github === undefined) {
    return notTried("There is no token. Set 'github-token' to one with security-events: write.")
  }
  const commit = analysedCommit(context, checkedOut)
  if (commit !== undefined) return { commit, github }
  return notTried(
    'GITHUB_SHA and GITHUB_REF name no commit of a branch, a tag or a pull request. Run the step on GitHub Actions for such an event.',
  )
}

const notTried = (reason: string) => ({ refusal: { kind: 'setting', reason } as const })
