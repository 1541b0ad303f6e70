import type { ChosenTrust } from '@ci-kit/attestation/trust/chosen-roots'
import { trust } from '@ci-kit/attestation/trust/trust-inputs'
import { count, flag, type InputReader, list, optionalText, secret } from '@ci-kit/core/inputs'
import { type HealthInputs, healthInputs } from '@ci-kit/ecs/health/health-inputs'
import { type LedgerPlace, ledgerPlace } from '@ci-kit/ecs/ledger/ledger-place'
import { type Wanted, wantedIn } from './choose/wanted.ts'
import { services } from './inputs/services.ts'

export type Inputs = {
  readonly githubToken: string
  readonly username: string
  readonly password: string
  /** Name or ARN, `default` when it is not set. */
  readonly cluster: string
  readonly services: readonly string[]
  /** '' for what the environment says. */
  readonly region: string
  readonly wanted: Wanted
  readonly reason: string
  readonly dryRun: boolean
  readonly environment: string
  readonly environmentUrl: string | undefined
  readonly production: boolean
  readonly ledger: LedgerPlace
  /** Policy as YAML or as the path of a file, '' for none. */
  readonly policy: string
  readonly trust: ChosenTrust
  readonly waitMinutes: number
  readonly maxDelaySeconds: number
  readonly health: HealthInputs
  readonly allowContract: boolean
  readonly allowUnproven: boolean
  readonly allowBad: boolean
  readonly summary: boolean
}

const WHOLE_DAY_MINUTES = 24 * 60

/** Reads the inputs. Throws a `UserError` for what makes no sense. */
export const parseInputs = (from: InputReader): Inputs => {
  // First, so that nothing that follows can show them.
  const secrets = { githubToken: secret(from, 'github-token'), password: secret(from, 'password') }
  const environment = optionalText(from, 'environment') || 'production'
  return {
    ...secrets,
    username: optionalText(from, 'username'),
    cluster: optionalText(from, 'cluster') || 'default',
    services: services(list(from, 'service')),
    region: optionalText(from, 'aws-region'),
    wanted: wantedIn(from),
    reason: optionalText(from, 'reason').slice(0, 500),
    dryRun: flag(from, 'dry-run'),
    environment,
    environmentUrl: optionalText(from, 'environment-url') || undefined,
    production: flag(from, 'production-environment', true),
    ledger: ledgerPlace(optionalText(from, 'ledger')),
    policy: from.read('verify').trim(),
    trust: trust(from),
    waitMinutes: count(from, 'wait-for-minutes', 1, WHOLE_DAY_MINUTES),
    maxDelaySeconds: count(from, 'wait-max-delay-seconds', 1, 60),
    health: healthInputs(from),
    allowContract: flag(from, 'allow-contract'),
    allowUnproven: flag(from, 'allow-unproven'),
    allowBad: flag(from, 'allow-bad'),
    summary: flag(from, 'summary', true),
  }
}
