import { visible } from '@ci-kit/core/log'
import type { Digest } from '@ci-kit/oci/digest'
import { AttestationError } from '../attestation-error.ts'
import { identityMatcher, wholeMatcher } from '../verify/identity-pattern.ts'
import { requirePredicateType, requireSubject } from '../verify/statement.ts'
import type { VerifiedStatement } from '../verify/verifier.ts'
import { lengthOfTime } from './length-of-time.ts'
import type { Policy } from './policy.ts'
import type { StatementRefusal } from './verdict.ts'

/** What a statement is held against. */
export type Expected = {
  /** The digest at which it was found: it has to be about that. */
  readonly subject: Digest
  readonly policy: Policy
  /** Predicate types that are required. */
  readonly types: readonly string[]
  /** Milliseconds since the epoch. */
  readonly now: number
}

/** Clocks of authorities and of the machine may differ by that much, in milliseconds. */
export const CLOCK_SKEW_MS = 5 * 60_000

type Check = (of: VerifiedStatement, expected: Expected) => StatementRefusal | undefined

/**
 * Why a statement whose signature holds does not count under a policy;
 * `undefined` for one that does. What the certificate does not tell is refused
 * where the policy asks for it. The identity names the workflow that signed,
 * which may be a reusable one; the source repository is the caller's.
 */
export const judge: Check = (of, expected) => {
  for (const check of CHECKS) {
    const refused = check(of, expected)
    if (refused !== undefined) return refused
  }
  return undefined
}

const kind: Check = ({ statement }, { types }) =>
  refusalIn(() => requirePredicateType(statement, types))

const subject: Check = ({ statement }, expected) =>
  refusalIn(() => requireSubject(statement, expected.subject))

const refusalIn = (requirement: () => void): StatementRefusal | undefined => {
  try {
    requirement()
    return undefined
  } catch (thrown) {
    if (!(thrown instanceof AttestationError)) throw thrown
    return { refusal: thrown.refusal, reason: thrown.message }
  }
}

const identity: Check = ({ signer }, { policy: { signers } }) => {
  const known = signers.some(
    (one) => one.issuer === signer.issuer && identityMatcher(one.identity)(signer.identity),
  )
  if (known) return undefined
  const wanted = signers.map((one) => `${shown(one.identity)} of the issuer ${shown(one.issuer)}`)
  const reason = `It is signed by ${shown(signer.identity)} of the issuer ${shown(signer.issuer)}, expected ${wanted.join(' or ')}.`
  return { refusal: 'identity', reason }
}

const repository: Check = ({ signer: { sourceRepository } }, { policy }) => {
  const wanted = policy.sourceRepository
  if (wanted === undefined) return undefined
  if (sourceRepository !== undefined && identityMatcher(wanted)(sourceRepository)) return undefined
  const reason = `It is signed for ${named('the source repository', sourceRepository)}, expected ${shown(wanted)}.`
  return { refusal: 'source', reason }
}

const ref: Check = ({ signer: { sourceRef } }, { policy }) => {
  const wanted = policy.sourceRef
  if (wanted === undefined) return undefined
  if (sourceRef !== undefined && wholeMatcher(wanted)(sourceRef)) return undefined
  const reason = `It is signed for ${named('the ref', sourceRef)}, expected ${shown(wanted)}.`
  return { refusal: 'ref', reason }
}

const environment: Check = ({ signer }, { policy }) => {
  const wanted = policy.environment
  if (wanted === undefined || signer.environment === wanted) return undefined
  const reason = `It is signed in ${named('the environment', signer.environment)}, expected ${shown(wanted)}.`
  return { refusal: 'environment', reason }
}

const HOSTED = 'github-hosted'

const runner: Check = ({ signer }, { policy }) => {
  if (!policy.hostedRunnerOnly || signer.runner === HOSTED) return undefined
  const reason = `It is signed on ${named('the runner', signer.runner)}, expected ${shown(HOSTED)}.`
  return { refusal: 'runner', reason }
}

const future: Check = ({ signedAt }, { now }) => {
  // Not `signedAt > now`: a time that is none is neither.
  if (signedAt.getTime() <= now + CLOCK_SKEW_MS) return undefined
  const reason = `It was signed at ${time(signedAt)}, which is later than now, ${time(new Date(now))}.`
  return { refusal: 'timestamp', reason }
}

const age: Check = ({ signedAt }, { policy: { maxAgeMs }, now }) => {
  if (maxAgeMs === undefined || now - signedAt.getTime() <= maxAgeMs) return undefined
  const reason = `It was signed at ${time(signedAt)}, ${lengthOfTime(now - signedAt.getTime())} ago, expected at most ${lengthOfTime(maxAgeMs)}.`
  return { refusal: 'age', reason }
}

/** What is not required is told first, and age last: only what is right in all else is merely old. */
const CHECKS: readonly Check[] = [
  kind,
  subject,
  identity,
  repository,
  ref,
  environment,
  runner,
  future,
  age,
]

const time = (date: Date): string =>
  Number.isNaN(date.getTime()) ? 'no time that can be read' : date.toISOString()

const named = (what: string, value: string | undefined): string =>
  value === undefined ? `${what} that its certificate does not name` : `${what} ${shown(value)}`

const shown = (text: string): string => `"${visible(text, 300)}"`
