import { UserError } from '@ci-kit/core/errors'
import { choice, flag, type InputReader, optionalText } from '@ci-kit/core/inputs'
import type { Migrations } from '@ci-kit/ecs/ledger/ledger'
import { type LedgerPlace, ledgerPlace } from '@ci-kit/ecs/ledger/ledger-place'

/** What is recorded of a release, and where. */
export type ReleaseInputs = {
  readonly environment: string
  readonly environmentUrl: string | undefined
  /** Whether users see the environment. */
  readonly production: boolean
  readonly ledger: LedgerPlace
  readonly migrations: Migrations
  /** Whether a service that was given a newer commit is left alone. */
  readonly refusesOlder: boolean
}

/** Reads them; throws {@link UserError}. */
export const releaseInputs = (from: InputReader): ReleaseInputs => ({
  environment: optionalText(from, 'environment') || 'production',
  environmentUrl: optionalText(from, 'environment-url') || undefined,
  production: flag(from, 'production-environment', true),
  ledger: ledgerPlace(optionalText(from, 'ledger')),
  migrations: choice(from, 'migrations', ['none', 'expand', 'contract']),
  refusesOlder: refusesOlder(from),
})

const refusesOlder = (from: InputReader): boolean => {
  const isWanted = choice(from, 'older-commit', ['deploy', 'refuse']) === 'refuse'
  if (!isWanted || ledgerPlace(optionalText(from, 'ledger')).kind !== 'none') return isWanted
  throw new UserError(
    "Input 'older-commit' is 'refuse', and 'ledger' is 'none', so nobody knows what was deployed. Leave one of them out.",
  )
}
