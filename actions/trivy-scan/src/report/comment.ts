import { counted } from '@ci-kit/core/amounts'
import type { AssessedSubject } from '../findings/assessed.ts'
import { countsTable } from './counts-table.ts'
import { findingRows } from './finding-rows.ts'
import type { ReportFacts } from './report-facts.ts'
import { fixedTable, folded, headline, joined, scanned } from './report-sections.ts'
import { parted } from './summary.ts'

/** GitHub takes 65,536 characters; the rest is for the marker by which the comment is found again. */
export const COMMENT_LIMIT = 60_000

/** What one artifact may take of a comment, before the tables: names, verdict, notes. */
const FRAME = 14_000
const MOST_ARTIFACTS = 20

export type Commented = { readonly subject: AssessedSubject; readonly facts: ReportFacts }

/**
 * A comment for a pull request on all artifacts: verdicts, counts, what fails
 * the run, and what was introduced or fixed. Where several artifacts do not fit
 * with their tables, the tables go, then the last artifacts, with a note.
 * `limit` is in UTF-16 units.
 */
export const comment = (artifacts: readonly Commented[], limit = COMMENT_LIMIT): string => {
  const rows = Math.max(5, Math.floor(40 / Math.max(1, artifacts.length)))
  const room = Math.floor((limit - FRAME) / Math.max(1, artifacts.length) / 3)
  const parts = artifacts.slice(0, MOST_ARTIFACTS).map((one) => part(one, { rows, bytes: room }))
  const whole = parts.join('\n\n')
  if (whole.length <= limit && parts.length === artifacts.length) return whole
  return heads(artifacts, limit)
}

const part = ({ subject, facts }: Commented, limits: { rows: number; bytes: number }): string => {
  const { failing, others } = parted(subject)
  const fresh = others.filter(({ standing }) => standing !== undefined && standing !== 'existing')
  return joined([
    headline(subject, facts),
    scanned(subject, facts),
    countsTable(subject),
    findingRows(failing, subject, limits),
    folded('New, and not failing the run', findingRows(fresh, subject, limits)),
    folded('Fixed since the baseline', fixedTable(subject, limits)),
  ])
}

/** Failing artifacts first: what is cut off must not be what matters. */
const heads = (artifacts: readonly Commented[], limit: number): string => {
  const lines = artifacts
    .toSorted((one, other) => Number(one.facts.passed) - Number(other.facts.passed))
    .map(({ subject, facts }) => headline(subject, facts))
  const sizes = lines.map(({ length }) => length + 2)
  const note = 'The job summary has all findings.'
  const fits = (index: number) =>
    sizes.slice(0, index + 1).reduce((sum, size) => sum + size, 0) < limit - 200
  const shown = lines.filter((_, index) => fits(index))
  const more = lines.length - shown.length
  return joined([...shown, more === 0 ? note : `And ${counted(more, 'more artifact')}. ${note}`])
}
