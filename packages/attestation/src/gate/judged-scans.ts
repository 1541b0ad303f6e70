import { limited } from '@ci-kit/core/amounts'
import { visible } from '@ci-kit/core/log'
import type { Digest } from '@ci-kit/oci/digest'
import { AttestationError } from '../attestation-error.ts'
import type { VerifiedStatement } from '../verify/verifier.ts'
import { isDenied, openVulnerabilities } from './open-vulnerabilities.ts'
import type { Severity } from './policy.ts'
import { SCAN } from './required-predicates.ts'
import type { GateSubject, JudgedStatement, StatementRefusal } from './verdict.ts'

/**
 * The statements, in which accepted scans are refused that decide and tell of
 * open vulnerabilities, or that cannot be read. For each platform the newest
 * accepted scan by trusted time decides: its own, and the index's where that is
 * newer or the platform has none. Of scans of the same time all decide. Older
 * ones do no harm, whatever they tell.
 */
export const withJudgedScans = (
  subject: GateSubject,
  statements: readonly JudgedStatement[],
  denyOpen: Severity | undefined,
): readonly JudgedStatement[] => {
  if (denyOpen === undefined) return statements
  const deciding = decidingScans(subject, statements)
  return statements.map((one) => {
    const refused =
      one.verified && deciding.has(one) ? scanRefusal(one.verified, denyOpen) : undefined
    return refused === undefined ? one : { ...one, refused }
  })
}

const decidingScans = (
  { digest, platforms }: GateSubject,
  statements: readonly JudgedStatement[],
): ReadonlySet<JudgedStatement> => {
  const scans = statements.filter(isAcceptedScan)
  const newestAt = (...digests: readonly Digest[]) =>
    newest(scans.filter((scan) => digests.includes(scan.subject)))
  const [first, ...rest] = platforms
  if (first === undefined) return new Set(newestAt(digest))
  // A platform's own newest decides even where the index has a newer one: that may leave the platform out.
  return new Set(
    [first, ...rest].flatMap((one) => [...newestAt(one.digest), ...newestAt(digest, one.digest)]),
  )
}

const isAcceptedScan = ({ refused, verified }: JudgedStatement): boolean =>
  refused === undefined &&
  verified !== undefined &&
  SCAN.types.includes(verified.statement.predicateType)

/** All of the latest time. */
const newest = (scans: readonly JudgedStatement[]): readonly JudgedStatement[] => {
  const times = scans.map(({ verified }) => verified?.signedAt.getTime() ?? 0)
  const latest = Math.max(...times)
  return scans.filter((_scan, at) => times[at] === latest)
}

const MOST_SHOWN = 3

const scanRefusal = (
  { statement }: VerifiedStatement,
  denied: Severity,
): StatementRefusal | undefined => {
  try {
    const found = openVulnerabilities(statement).filter((one) => isDenied(one, denied))
    if (found.length === 0) return undefined
    const names = found.map(({ id, severity }) => `${visible(id, 60)} (${severity ?? 'unknown'})`)
    const reason = `It tells of open vulnerabilities: ${limited([...new Set(names)], MOST_SHOWN)}; expected none that is ${denied} or worse, or of unknown severity.`
    return { refusal: 'vulnerabilities', reason }
  } catch (thrown) {
    if (!(thrown instanceof AttestationError)) throw thrown
    return { refusal: thrown.refusal, reason: thrown.message }
  }
}
