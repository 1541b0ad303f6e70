import type { Provenance } from '@ci-kit/attestation/sign/provenance'
import { requireAgreement } from '@ci-kit/attestation/sign/provenance-agreement'
import type { Clock } from '@ci-kit/core/clock'
import { UserError } from '@ci-kit/core/errors'
import { inParallel } from '@ci-kit/core/in-parallel'
import type { Ready } from '../sign-missing.ts'
import type { ProvenRules, StatementPorts } from './prove-statements.ts'
import { refusalUnder } from './refusal-under.ts'

export type CheckingPorts = Pick<StatementPorts, 'verifier'> & {
  readonly clock: Pick<Clock, 'now'>
}

const AT_ONCE = 4

/**
 * Why what was just signed must not be stored, as sentences; empty when it may
 * be. What is attached stays: a gate that finds it and refuses it refuses the
 * image, also after the right workflow has signed, so it is held against the
 * policies before. What a scan tells is no reason: a gate has to find that.
 */
export const unfitToStore = async (
  ready: readonly Ready[],
  policies: readonly ProvenRules[],
  ports: CheckingPorts,
  provenance?: Provenance,
): Promise<readonly string[]> => {
  const signed = ready.filter(({ reused }) => !reused)
  const found = await inParallel(signed, AT_ONCE, async (one) => {
    const reasons = await Promise.all(
      policies.map(({ rules }) => refusalOf(one, { rules, provenance }, ports)),
    )
    return reasons.flatMap((reason) => reason ?? [])
  })
  const reasons = new Set(found.flat())
  if (reasons.size === 0) return []
  return [
    `Nothing was stored, because what was signed would be refused: ${[...reasons].join(' ')} The bundles are in output 'bundle-path'. Correct input 'policy', 'sigstore' or 'trusted-root', or sign in the job that the policy names.`,
  ]
}

const refusalOf = async (
  { planned: { statement, kind }, signed: { bundle } }: Ready,
  {
    rules,
    provenance,
  }: Pick<ProvenRules, 'rules'> & { readonly provenance: Provenance | undefined },
  { verifier, clock }: CheckingPorts,
): Promise<string | undefined> => {
  const { predicateType: type, subjects } = statement
  const [first] = subjects
  if (first === undefined) throw new Error('a statement about nothing was signed')
  try {
    const verified = await verifier(rules.transparencyLog).signedStatement(bundle)
    const wanted = { subject: first.digest, type, now: clock.now() }
    const refused = refusalUnder(rules, verified, wanted)
    if (refused !== undefined) return refused.reason
    if (provenance !== undefined && kind === 'provenance')
      requireAgreement(provenance, verified.signer)
    return undefined
  } catch (thrown) {
    if (thrown instanceof UserError) return thrown.message
    throw thrown
  }
}
