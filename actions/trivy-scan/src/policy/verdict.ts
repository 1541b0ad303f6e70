import { counted } from '@ci-kit/core/amounts'
import { visible } from '@ci-kit/core/log'
import type { Assessed, AssessedSubject } from '../findings/assessed.ts'
import { type Counts, ofSeverities } from '../findings/counts.ts'
import { failingReasons } from './failing-reasons.ts'
import type { IgnoreEntry } from './ignore-entry.ts'
import { expiredReason } from './ignore-file.ts'

/** What the run says about all artifacts together. */
export type Verdict = {
  readonly verdict: 'pass' | 'fail'
  /** Findings that count, whether or not `report-severity` shows them: neither suppressed nor left out. */
  readonly counts: Counts
  /** Of those that count, how they stand to the baseline; all 0 without one. */
  readonly introduced: number
  readonly newlyPublished: number
  readonly existing: number
  readonly fixed: number
  readonly failing: number
  readonly suppressed: number
  /** Why it fails, one sentence each; none when it passes. */
  readonly reasons: readonly string[]
  /** One line for the end of the step. */
  readonly message: string
}

/** What the verdict needs besides the findings. An entry that has expired fails the run, whatever `fail-on` is. */
export type VerdictRules = {
  readonly expired: readonly IgnoreEntry[]
}

const reasonsWithPlace = (subject: AssessedSubject): readonly string[] =>
  failingReasons(subject).map((reason) => `${reason} in ${visible(subject.reference, 300)}.`)

/** The verdict over all artifacts of a run. */
export const verdict = (subjects: readonly AssessedSubject[], rules: VerdictRules): Verdict => {
  const all = subjects.flatMap(({ findings }) => findings)
  const shown = all.filter(({ leftOut }) => !leftOut)
  const counting = shown.filter(({ suppression }) => suppression === undefined)
  const standing = (wanted: Assessed['standing']) =>
    counting.filter((one) => one.standing === wanted).length
  const failing = counting.filter((one) => one.failing).length
  const reasons = [...rules.expired.map(expiredReason), ...subjects.flatMap(reasonsWithPlace)]
  return {
    verdict: reasons.length === 0 ? 'pass' : 'fail',
    counts: ofSeverities(counting.map(({ finding }) => finding.severity)),
    introduced: standing('introduced'),
    newlyPublished: standing('newly-published'),
    existing: standing('existing'),
    fixed: subjects.reduce((sum, { fixed }) => sum + fixed.length, 0),
    failing,
    suppressed: shown.length - counting.length,
    reasons,
    message: messageFor(reasons, failing, counting.length),
  }
}

const MAX_REASONS = 3

const messageFor = (reasons: readonly string[], failing: number, counting: number): string => {
  if (reasons.length === 0) {
    return `The scan passes: ${counted(counting, 'finding')}, none of which fails the run.`
  }
  const more = reasons.length - MAX_REASONS
  return [
    'The scan fails.',
    ...reasons.slice(0, MAX_REASONS),
    ...(more > 0
      ? [`${more} more ${more === 1 ? 'reason is' : 'reasons are'} in the reports.`]
      : []),
    ...(failing > 0 ? [ADVICE] : []),
  ].join(' ')
}

const ADVICE =
  "Update what has a fix, or write an entry with 'owner' and 'expired_at' into an ignore file."
