import { AttestationError } from '@ci-kit/attestation/attestation-error'
import type { VerifiedStatement, Verifier } from '@ci-kit/attestation/verify/verifier'
import type { Log } from '@ci-kit/core/log'
import type { Digest } from '@ci-kit/oci/digest'
import type { SignerRules } from '../identity/run-policy.ts'
import { refusalUnder } from './refusal-under.ts'

/** A bundle at a digest, of which nothing is known. */
export type Candidate = {
  readonly where: string
  readonly bundle: Uint8Array
  readonly subject: Digest
}

export type Acceptance = {
  readonly verifier: Pick<Verifier, 'signedStatement'>
  /** All of them have to be met. */
  readonly rules: readonly SignerRules[]
  /** Milliseconds since the epoch. */
  readonly now: number
  readonly log: Pick<Log, 'debug'>
}

/**
 * Whether a statement may stand for one of this run's own; undefined when its
 * signature does not hold or somebody else made it. Rejects with `UserError`
 * when there is no trusted root to verify with.
 */
export const accepted = async (
  { where, bundle, subject }: Candidate,
  { verifier, rules, now, log }: Acceptance,
): Promise<VerifiedStatement | undefined> => {
  try {
    const verified = await verifier.signedStatement(bundle)
    const type = verified.statement.predicateType
    for (const rule of rules) {
      const refused = refusalUnder(rule, verified, { subject, type, now })
      if (refused === undefined) continue
      log.debug(`Not used again, ${where}: ${refused.reason}`)
      return undefined
    }
    return verified
  } catch (thrown) {
    if (!(thrown instanceof AttestationError)) throw thrown
    log.debug(`Not used again, ${where}: ${thrown.message}`)
    return undefined
  }
}
