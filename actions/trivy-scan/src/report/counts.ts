import type { Assessed, AssessedSubject } from '../findings/assessed.ts'
import { type Counts, ofSeverities } from '../findings/counts.ts'
import { SEVERITIES } from '../findings/finding.ts'

/** Counts what counts: a finding that somebody ignored with a reason does not. */
export const counts = (findings: readonly Assessed[]): Counts =>
  ofSeverities(findings.filter(counting).map(({ finding }) => finding.severity))

/** Whether a finding counts: nobody ignored it, and it is not left out. */
export const counting = ({ suppression, leftOut }: Assessed): boolean =>
  suppression === undefined && !leftOut

/**
 * How many findings `report-severity` and `ignore-unfixed` hide. Licences that
 * nobody has to think about are in a table of their own.
 */
export const hidden = (findings: readonly Assessed[]): number =>
  findings.filter(
    ({ finding, suppression, reported, leftOut }) =>
      suppression === undefined && !reported && !(leftOut && finding.kind === 'license'),
  ).length

/** How an artifact stands to its baseline, per severity; undefined without one. */
export type Changes = {
  readonly introduced: Counts
  readonly newlyPublished: Counts
  readonly existing: Counts
  readonly fixed: Counts
}

export const changes = ({ findings, fixed, baseline }: AssessedSubject): Changes | undefined => {
  if (baseline === '') return undefined
  const standing = (one: Assessed['standing']) =>
    counts(findings.filter((assessed) => assessed.standing === one))
  return {
    introduced: standing('introduced'),
    newlyPublished: standing('newly-published'),
    existing: standing('existing'),
    fixed: ofSeverities(fixed.map(({ severity }) => severity)),
  }
}

/** `2 critical, 1 high`, worst first; `no findings` for none. */
export const countsSentence = (of: Counts): string =>
  SEVERITIES.filter((severity) => of[severity] > 0)
    .map((severity) => `${of[severity]} ${severity.toLowerCase()}`)
    .join(', ') || 'no findings'
