import { alignedRows } from '@ci-kit/core/aligned-rows'
import { counted } from '@ci-kit/core/amounts'
import { visible } from '@ci-kit/core/log'
import type { Assessed, AssessedSubject } from '../findings/assessed.ts'
import { counts, countsSentence, hidden } from './counts.ts'
import { culprit, ignoredBy, marks, remedy } from './finding-text.ts'

const MOST_ROWS = 500
const MOST_IGNORED = 50
const LONGEST_CELL = 60
const LONGEST_NAME = 200

/**
 * The findings of one artifact as plain text for the log: what counts and is
 * reported, by target, worst first; then in short what was ignored. The caller
 * passes it through the log, which takes the meaning of commands from it.
 */
export const table = (subject: AssessedSubject): string => {
  const reported = subject.findings.filter(({ reported }) => reported)
  const counting = reported.filter(({ suppression }) => suppression === undefined)
  return [
    `Findings in ${visible(subject.name, LONGEST_NAME)}: ${countsSentence(counts(subject.findings))}`,
    ...targets(counting.slice(0, MOST_ROWS)),
    ...more(counting.length - MOST_ROWS, 'more finding', ', which the reports have'),
    ...more(
      hidden(subject.findings),
      'finding',
      ' that report-severity or ignore-unfixed leaves out',
    ),
    ...ignored(reported.filter(({ suppression }) => suppression !== undefined)),
  ].join('\n')
}

const more = (count: number, noun: string, what = ''): string[] =>
  count > 0 ? ['', `And ${counted(count, noun)}${what}.`] : []

/** In the order of their worst finding, as findings come worst first. */
const targets = (findings: readonly Assessed[]): string[] =>
  [...Map.groupBy(findings, ({ finding }) => finding.target)].flatMap(([target, some]) => [
    '',
    `In ${visible(target, LONGEST_NAME) || 'the artifact'}:`,
    ...aligned([HEADER, ...some.map(row)]),
  ])

const HEADER = ['SEVERITY', 'ID', 'WHERE', 'FIX', 'PLATFORMS', '']

const row = (assessed: Assessed): string[] => {
  const { finding, failing } = assessed
  return [
    finding.severity,
    finding.id,
    culprit(finding),
    remedy(finding) || '-',
    finding.platforms.join(' ') || '-',
    [...(failing ? ['FAILS'] : []), ...marks(assessed)].join(', '),
  ]
}

const aligned = (rows: readonly (readonly string[])[]): string[] =>
  alignedRows(rows.map((row) => row.map((cell) => visible(cell, LONGEST_CELL)))).map(
    (line) => `  ${line}`,
  )

const ignored = (findings: readonly Assessed[]): string[] =>
  findings.length === 0
    ? []
    : [
        '',
        `Ignored, ${findings.length} in all:`,
        ...findings.slice(0, MOST_IGNORED).map(ignoredLine),
        ...more(findings.length - MOST_IGNORED, 'more ignored finding').slice(1),
      ]

const ignoredLine = ({ finding, suppression }: Assessed): string => {
  const by = suppression === undefined ? '' : ignoredBy(suppression)
  const what = `${finding.severity} ${visible(finding.id, LONGEST_CELL)} in ${visible(culprit(finding), LONGEST_CELL)}`
  return `  ${what} (${visible(by, LONGEST_NAME)}): ${visible(suppression?.reason ?? '', LONGEST_NAME)}`
}
