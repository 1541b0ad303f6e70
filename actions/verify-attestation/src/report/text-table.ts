import { alignedRows } from '@ci-kit/core/aligned-rows'
import { counted } from '@ci-kit/core/amounts'
import { visible } from '@ci-kit/core/log'
import type { Report } from './report.ts'
import { COLUMNS, HEADER, rowsOf } from './rows.ts'
import { headline, MOST_TOLD, notesOf, type Problem, problemsOf } from './sentences.ts'

const MOST_ROWS = 200
const MOST_PROBLEMS = 50
const LONGEST_CELL = 90
const LONGEST_PROBLEM = 1_000

/**
 * The verdict as plain text for a log or terminal. The caller passes it
 * through the log, which takes the meaning of commands from it.
 */
export const textTable = (report: Report): string => {
  const rows = rowsOf(report)
  const cells = rows
    .slice(0, MOST_ROWS)
    .map((row) => COLUMNS.map((column) => visible(row[column], LONGEST_CELL) || '-'))
  // The message that ends the step tells the first ones.
  const problems = problemsOf(report).slice(MOST_TOLD)
  return [
    headline(report),
    '',
    ...aligned([COLUMNS.map((column) => HEADER[column]), ...cells]),
    ...more(rows.length - MOST_ROWS, 'more row'),
    ...[...problems, ...notesOf(report)].slice(0, MOST_PROBLEMS).flatMap(paragraph),
    ...more(problems.length - MOST_PROBLEMS, 'more problem'),
  ].join('\n')
}

const paragraph = ({ subject, text }: Problem): string[] => [
  '',
  `${visible(subject, 200)}: ${visible(text, LONGEST_PROBLEM)}`,
]

const more = (count: number, noun: string): string[] =>
  count > 0 ? ['', `And ${counted(count, noun)}, which the output 'results' has.`] : []

/** Without the columns that are empty throughout. */
const aligned = ([header = [], ...body]: readonly (readonly string[])[]): readonly string[] => {
  const shown = header.flatMap((_title, at) =>
    body.length === 0 || body.some((row) => row[at] !== '-') ? [at] : [],
  )
  return alignedRows([header, ...body].map((row) => shown.map((at) => row[at] ?? '')))
}
