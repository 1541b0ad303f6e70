import { judge } from '@ci-kit/attestation/gate/judge'
import type { StatementRefusal } from '@ci-kit/attestation/gate/verdict'
import type { VerifiedStatement } from '@ci-kit/attestation/verify/verifier'
import type { Digest } from '@ci-kit/oci/digest'
import type { SignerRules } from '../identity/run-policy.ts'

/** What a statement has to be about and of, and the time of the judgement in milliseconds since the epoch. */
export type Wanted = { readonly subject: Digest; readonly type: string; readonly now: number }

/** Why the gate would refuse a statement under these rules, whatever else it asks for; undefined when it would not. */
export const refusalUnder = (
  rules: SignerRules,
  verified: VerifiedStatement,
  { subject, type, now }: Wanted,
): StatementRefusal | undefined => {
  const policy = { ...rules, predicates: [{ name: type, types: [type] }] } as const
  return judge(verified, { subject, policy, types: [type], now })
}
