import { counted } from '@ci-kit/core/amounts'
import type { Assessed, AssessedSubject } from '../findings/assessed.ts'
import { counting, hidden } from './counts.ts'
import { countsTable } from './counts-table.ts'
import { findingRows } from './finding-rows.ts'
import { licencesTable } from './licences-table.ts'
import type { ReportFacts } from './report-facts.ts'
import { fixedTable, folded, headline, ignoredTable, joined, scanned } from './report-sections.ts'

/** A job summary may have 1 MiB in all, and an artifact is often one of many. */
const FAILING = { rows: 200, bytes: 60_000 }
const OTHERS = { rows: 100, bytes: 40_000 }
const SHORT = { rows: 50, bytes: 15_000 }

/**
 * The job summary of one artifact: the verdict, the counts, what fails the run
 * with its fix, then folded away what else was found, fixed and ignored. At
 * most about 200 KB.
 */
export const summary = (subject: AssessedSubject, facts: ReportFacts): string => {
  const { failing, others } = parted(subject)
  return joined([
    headline(subject, facts),
    scanned(subject, facts),
    countsTable(subject),
    failing.length === 0 ? '' : '**What fails the run**',
    findingRows(failing, subject, FAILING),
    folded(counted(others.length, 'other finding'), findingRows(others, subject, OTHERS)),
    hiddenNote(hidden(subject.findings)),
    folded(`${subject.fixed.length} fixed since the baseline`, fixedTable(subject, SHORT)),
    folded('Licences', licencesTable(subject.findings, SHORT)),
    folded('Ignored', ignoredTable(subject.findings, SHORT)),
  ])
}

const hiddenNote = (count: number): string =>
  count === 0
    ? ''
    : `<code>report-severity</code> or <code>ignore-unfixed</code> leaves out ${counted(count, 'finding')}.`

/** Reported findings that count: what fails the run, and what does not. Licences have a table of their own. */
export const parted = ({ findings }: AssessedSubject) => {
  const shown = findings.filter((one) => counting(one) && one.reported)
  return {
    failing: shown.filter(({ failing }) => failing),
    others: shown.filter((one) => !one.failing && !isLicense(one)),
  }
}

const isLicense = ({ finding }: Assessed): boolean => finding.kind === 'license'
