import { visible } from '@ci-kit/core/log'
import { code, plain } from '@ci-kit/core/markdown'
import type { Assessed, AssessedSubject } from '../findings/assessed.ts'
import { findingLink, LONGEST_CELL, severitySign } from './finding-rows.ts'
import { culprit, ignoredBy } from './finding-text.ts'
import { limitedTable, type TableLimits } from './limited-table.ts'
import type { ReportFacts } from './report-facts.ts'

const LONGEST_NAME = 300
const LONGEST_SENTENCE = 1_000
const MOST_NOTES = 20

/** Name and verdict: `### ❌ registry.test/app:1: 3 findings are high or worse.` */
export const headline = ({ name }: AssessedSubject, { passed, verdict }: ReportFacts): string =>
  `### ${passed ? '✅' : '❌'} ${plain(visible(name, LONGEST_NAME))}: ${sentence(verdict)}`

const sentence = (text: string): string => plain(visible(text, LONGEST_SENTENCE))

/** What was scanned against what, one line each. */
export const scanned = (subject: AssessedSubject, { database, notes }: ReportFacts): string =>
  [
    subject.reference === '' ? '' : `Scanned: ${code(visible(subject.reference, LONGEST_NAME))}`,
    subject.baseline === '' ? '' : `Baseline: ${code(visible(subject.baseline, LONGEST_NAME))}`,
    database === '' ? '' : sentence(database),
    ...endOfLife(subject),
    ...notes.slice(0, MOST_NOTES).map(sentence),
  ]
    .filter((line) => line !== '')
    .map((line) => `- ${line}`)
    .join('\n')

/** Each operating system once, however many platforms have it. */
const endOfLife = ({ scans }: AssessedSubject): string[] => {
  const old = scans.filter((scan) => scan.endOfLife).map(({ operatingSystem }) => operatingSystem)
  return [...new Set(old)].map(
    (system) =>
      `⚠️ ${plain(visible(system, LONGEST_NAME)) || 'The operating system'} gets no more security updates, so not every vulnerability is known. Move to a newer release.`,
  )
}

/** A part that is folded away. `title` is Markdown-free text of our own. */
export const folded = (title: string, content: string): string =>
  content === '' ? '' : `<details><summary>${title}</summary>\n\n${content}\n\n</details>`

/** What counts no more: who says so, why, and until when. '' for none. */
export const ignoredTable = (findings: readonly Assessed[], limits: TableLimits): string =>
  limitedTable(
    ['Severity', 'Finding', 'In', 'Ignored by', 'Reason'],
    findings.flatMap(({ finding, suppression }) =>
      suppression === undefined ? [] : [{ finding, suppression }],
    ),
    ({ finding, suppression }) => [
      severitySign(finding.severity),
      findingLink(finding),
      code(visible(culprit(finding), LONGEST_CELL)),
      plain(visible(ignoredBy(suppression), LONGEST_CELL)),
      plain(visible(suppression.reason, LONGEST_NAME)),
    ],
    limits,
    'ignored finding',
  )

/** What the baseline had and this artifact has no more. '' for none. */
export const fixedTable = ({ fixed }: AssessedSubject, limits: TableLimits): string =>
  limitedTable(
    ['Severity', 'Finding', 'Was in'],
    fixed,
    (finding) => [
      severitySign(finding.severity),
      findingLink(finding),
      code(visible(culprit(finding), LONGEST_CELL)),
    ],
    limits,
    'fixed finding',
  )

/** Parts with an empty line between them, empty ones left out. */
export const joined = (parts: readonly string[]): string =>
  parts.filter((part) => part !== '').join('\n\n')
