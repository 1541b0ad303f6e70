import { UserError } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'
import type { AssessedSubject } from '../findings/assessed.ts'
import { failingReasons } from '../policy/failing-reasons.ts'
import type { IgnoreEntry } from '../policy/ignore-entry.ts'
import { expiredReason } from '../policy/ignore-file.ts'
import { type Verdict, verdict } from '../policy/verdict.ts'
import type { ReportFacts } from '../report/report-facts.ts'
import type { SarifFile } from '../report/sarif-options.ts'
import type { ScannedArtifact } from './scan-artifacts.ts'

/** An artifact of which at least one part was scanned, with all that is said about it. */
export type Result = {
  readonly scanned: ScannedArtifact
  readonly subject: AssessedSubject
  readonly verdict: Verdict
  readonly facts: ReportFacts
  readonly sarif: readonly SarifFile[]
}

/** An artifact of which nothing is known. */
export type Unscanned = { readonly name: string; readonly error: UserError }

/** One of which no part could be scanned: every reason once. */
export const unscannedOf = ({
  artifact: { name },
  failures,
}: Pick<ScannedArtifact, 'artifact' | 'failures'>): Unscanned => {
  const reasons = [...new Set(failures.map(({ message }) => message))]
  // Without any part there is no reason either, and silence would count as clean.
  const none = `${visible(name, 200)} has nothing that could be scanned. Check what it names.`
  return { name, error: new UserError(reasons.join(' ') || none) }
}

export type ResultRules = {
  readonly expired: readonly IgnoreEntry[]
  /** On the database's age, as one sentence; '' when none was used. */
  readonly database: string
}

/** What the reports say of an artifact. One that was scanned in part only never passes. */
export const resultOf = (
  scanned: ScannedArtifact,
  subject: AssessedSubject,
  sarif: readonly SarifFile[],
  rules: ResultRules,
): Result => {
  const own = verdict([subject], rules)
  const [failure, ...others] = scanned.failures.map(({ message }) => message)
  const facts: ReportFacts = {
    passed: own.verdict === 'pass' && failure === undefined,
    verdict:
      [...(failure === undefined ? [] : [failure]), ...reasonsOf(subject, rules.expired)].join(
        ' ',
      ) || 'nothing in it fails the run.',
    database: rules.database,
    notes: [...others, ...scanned.notes, ...sarif.flatMap(({ notes }) => notes)],
  }
  return { scanned, subject, verdict: own, facts, sarif }
}

const reasonsOf = (
  subject: AssessedSubject,
  expired: readonly IgnoreEntry[],
): readonly string[] => [
  ...failingReasons(subject).map((reason) => `${reason}.`),
  ...expired.map(expiredReason),
]
