import { UserError } from '@ci-kit/core/errors'
import type { Context, Environment } from '@ci-kit/core/event'
import { untrustedBecause } from '@ci-kit/core/trust'
import { originOf } from '@ci-kit/ecs/ledger/origin'
import type { Inputs } from '../inputs.ts'
import type { Settings } from '../settings.ts'

/**
 * What is asked for, with where it comes from. Throws a {@link UserError} for a
 * pull request, because nobody may change a service by opening one, and for a
 * history on GitHub outside of it or without a token: its marks must not be
 * left out silently.
 */
export const settingsOf = (inputs: Inputs, context: Context, env: Environment): Settings => {
  const untrusted = untrustedBecause(context)
  if (untrusted !== undefined || context.event.startsWith('pull_request')) {
    const why = untrusted ?? 'the event is a pull request'
    throw new UserError(
      `Nothing is rolled back, because ${why}. Start the rollback by 'workflow_dispatch'.`,
    )
  }
  if (inputs.ledger.kind === 'github' && context.repository === '') {
    throw new UserError(
      "Input 'ledger' is 'github', and outside a run nobody knows the repository. Set 'ledger' to the JSON file that deploy-ecs writes, or to 'none' to go by what ECS remembers.",
    )
  }
  if (inputs.ledger.kind === 'github' && inputs.githubToken === '') {
    throw new UserError(
      "Input 'ledger' is 'github', and there is no token to read it with. Set 'github-token' to one with 'deployments: write', or 'ledger' to the JSON file that deploy-ecs writes, or to 'none' to go by what ECS remembers.",
    )
  }
  const { services, wanted, reason, environment, environmentUrl, dryRun, summary } = inputs
  const { allowContract, allowUnproven, allowBad } = inputs
  return {
    services,
    wanted,
    reason,
    environment,
    environmentUrl,
    dryRun,
    summary,
    allowContract,
    allowUnproven,
    allowBad,
    origin: {
      ...originOf(context, env),
      ref: context.sha || context.ref,
    },
  }
}
