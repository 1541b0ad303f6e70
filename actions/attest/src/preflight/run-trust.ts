import { UserError } from '@ci-kit/core/errors'
import type { Context } from '@ci-kit/core/event'
import { untrustedBecause } from '@ci-kit/core/trust'

/** Why nothing is signed in this run. */
export type Skip = {
  /** Value of output 'skipped'. */
  readonly skipped: 'fork' | 'dependabot'
  /** For a notice. */
  readonly notice: string
}

export type RunTrust = {
  readonly context: Context
  /** GITHUB_ACTOR: whose deed started the run. */
  readonly actor: string
  /** Whether the runner offers an identity token. */
  readonly hasIdToken: boolean
  readonly onFork: 'skip' | 'fail'
}

/**
 * Whether this run may sign at all; undefined when it may. Code that a
 * stranger wrote must not get the name of the repository's workflow on it,
 * also where the event (pull_request_target) or a setting gives the token.
 * Runs of Dependabot have a read-only token unless the workflow says more.
 * Throws {@link UserError} with `onFork: 'fail'`.
 */
export const skipBecause = (run: RunTrust): Skip | undefined => {
  const skip = forkSkip(run.context) ?? dependabotSkip(run)
  if (skip !== undefined && run.onFork === 'fail') {
    throw new UserError(
      `${skip.notice} Input 'on-fork' is 'fail'; with 'on-fork: skip' the step passes and sets output 'skipped'.`,
    )
  }
  return skip
}

const forkSkip = (context: Context): Skip | undefined => {
  const reason = untrustedBecause(context)
  if (reason === undefined) return undefined
  return {
    skipped: 'fork',
    notice: `Nothing is signed: ${reason}. What is signed here would carry the name of ${context.repository || 'this repository'}. Sign on a push or a release instead.`,
  }
}

const dependabotSkip = ({ actor, hasIdToken }: RunTrust): Skip | undefined => {
  if (actor !== 'dependabot[bot]' || hasIdToken) return undefined
  return {
    skipped: 'dependabot',
    notice:
      "Nothing is signed: Dependabot started this run, whose token is read-only unless the job says more. Sign after the merge, or give the job 'id-token: write'.",
  }
}
