import { UserError } from '@ci-kit/core/errors'
import { commitOrder } from '../adapters/commit-order.ts'
import { type NewerCommit, newerCommit } from '../before/newer-commit.ts'
import { composeLedger, githubOf } from './ledger.ts'
import type { Step } from './step.ts'

/** Undefined where an older commit may be deployed. */
export const composeNewerCommit = (step: Step): NewerCommit | undefined => {
  const { inputs, context, signal } = step
  if (!inputs.release.refusesOlder) return undefined
  const github = githubOf(step, signal)
  const ledger = composeLedger(step, github)
  if (ledger === undefined || context.sha === '') return nobodyKnows
  const at = { environment: inputs.release.environment, commit: context.sha }
  return newerCommit(ledger, at, commitOrder(github))
}

const nobodyKnows: NewerCommit = async () => {
  throw new UserError(
    "Input 'older-commit' is 'refuse', and nobody knows which commit of which repository this is: set GITHUB_SHA and GITHUB_REPOSITORY, or 'older-commit: deploy'.",
  )
}
