import { visible } from '@ci-kit/core/log'
import { code, link, plain } from '@ci-kit/core/markdown'
import type { Assessed, AssessedSubject } from '../findings/assessed.ts'
import type { Finding, Severity } from '../findings/finding.ts'
import { culprit, marks, remedy } from './finding-text.ts'
import { limitedTable, type TableLimits } from './limited-table.ts'

/** Of one cell, before it is escaped. */
export const LONGEST_CELL = 120

const SIGNS: Readonly<Record<Severity, string>> = {
  CRITICAL: '🟥 critical',
  HIGH: '🟧 high',
  MEDIUM: '🟨 medium',
  LOW: '🟦 low',
  UNKNOWN: '⬜ unknown',
}

/** A severity with a sign that is seen at a glance. */
export const severitySign = (severity: Severity): string => SIGNS[severity]

const HEADER = ['Severity', 'Finding', 'In', 'Fix', 'Where', 'Notes']

/** Findings as a table in Markdown, in their order; '' for none. */
export const findingRows = (
  findings: readonly Assessed[],
  subject: AssessedSubject,
  limits: TableLimits,
): string => limitedTable(HEADER, findings, (assessed) => row(assessed, subject), limits, 'finding')

const row = (assessed: Assessed, subject: AssessedSubject): string[] => {
  const { finding } = assessed
  const notes = [...marks(assessed), ...platformNote(finding, subject)]
  return [
    severitySign(finding.severity),
    findingLink(finding),
    code(short(culprit(finding))),
    plain(short(remedy(finding))) || '–',
    plain(short(place(finding))),
    plain(short(notes.join(', '))),
  ]
}

/** The id with a link to what explains it, and the title in the same cell. */
export const findingLink = (finding: Finding): string => {
  const name = link(plain(short(finding.id)), finding.url)
  const title =
    finding.title === '' || finding.title === finding.id ? '' : `<br>${titleOf(finding)}`
  return `${name}${title}`
}

const titleOf = ({ title }: Finding): string => plain(short(title))

const short = (text: string): string => visible(text, LONGEST_CELL)

/** The file of a package of a language says more than trivy's target `Node.js`. */
const place = (finding: Finding): string =>
  finding.kind === 'vulnerability' ? finding.packagePath || finding.target : finding.target

/** What only some platforms have is easily overlooked. */
const platformNote = (finding: Finding, { scans }: AssessedSubject): string[] =>
  finding.platforms.length > 0 && finding.platforms.length < scans.length
    ? [`only ${finding.platforms.join(', ')}`]
    : []
