import { plain, table } from '@ci-kit/core/markdown'
import type { AssessedSubject } from '../findings/assessed.ts'
import type { Counts } from '../findings/counts.ts'
import { SEVERITIES } from '../findings/finding.ts'
import { changes, counts } from './counts.ts'
import { severitySign } from './finding-rows.ts'

const LONGEST_NAME = 200

/** Findings per severity; with a baseline, what it changes; with several platforms, each of them. */
export const countsTable = (subject: AssessedSubject): string =>
  table(
    ['', ...SEVERITIES.map(severitySign)],
    [
      ['**all**', ...cells(counts(subject.findings))],
      ...changeRows(subject),
      ...platformRows(subject),
    ],
  )

const cells = (of: Counts): string[] =>
  SEVERITIES.map((severity) => (of[severity] === 0 ? '–' : String(of[severity])))

const changeRows = (subject: AssessedSubject): string[][] => {
  const made = changes(subject)
  if (made === undefined) return []
  return [
    ['introduced', ...cells(made.introduced)],
    ['newly published', ...cells(made.newlyPublished)],
    ['existing', ...cells(made.existing)],
    ['fixed', ...cells(made.fixed)],
  ]
}

const platformRows = ({ scans, findings }: AssessedSubject): string[][] =>
  scans.length < 2
    ? []
    : scans.map(({ platform }) => [
        plain(platform.slice(0, LONGEST_NAME)),
        ...cells(counts(findings.filter(({ finding }) => finding.platforms.includes(platform)))),
      ])
