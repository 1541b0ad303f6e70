import { counted } from '@ci-kit/core/amounts'
import { visible } from '@ci-kit/core/log'
import { code, plain, table } from '@ci-kit/core/markdown'
import { proofGraph } from './proof-graph.ts'
import type { Report } from './report.ts'
import { COLUMNS, HEADER, type Row, rowsOf } from './rows.ts'
import { headline, notesOf, problemsOf } from './sentences.ts'

const MOST_ROWS = 200
const MOST_PROBLEMS = 50
const LONGEST_CELL = 300
const LONGEST_PROBLEM = 1_500

const SIGNS = { verified: '✅', refused: '❌', unattested: '❌', unknown: '❔' } as const

/** The verdict as Markdown for the job summary. */
export const summary = (report: Report): string => {
  const rows = rowsOf(report)
  const problems = problemsOf(report)
  const notes = notesOf(report)
  const graph = proofGraph(report)
  return [
    '## Attestations',
    `${SIGNS[report.outcome]} ${plain(headline(report))}`,
    table(
      COLUMNS.map((column) => HEADER[column]),
      rows.slice(0, MOST_ROWS).map(cells),
    ),
    ...more(rows.length - MOST_ROWS, 'more row'),
    ...(problems.length === 0 ? [] : ['### What is wrong', problemList(problems)]),
    ...more(problems.length - MOST_PROBLEMS, 'more problem'),
    ...(notes.length === 0 ? [] : ['### Good to know', problemList(notes)]),
    ...(graph === '' ? [] : ['### What the proof hangs on', graph]),
  ].join('\n\n')
}

const problemList = (problems: ReturnType<typeof problemsOf>): string =>
  problems
    .slice(0, MOST_PROBLEMS)
    .map(
      ({ subject, text }) =>
        `- ${code(visible(subject, LONGEST_CELL))}: ${plain(visible(text, LONGEST_PROBLEM))}`,
    )
    .join('\n')

const more = (count: number, noun: string): string[] =>
  count > 0 ? [`And ${counted(count, noun)}, which the output ${code('results')} has.`] : []

/** Names that people copy keep their font. */
const COPIED: readonly (keyof Row)[] = ['subject', 'signer', 'source']

const cells = (row: Row): string[] =>
  COLUMNS.map((column) => {
    const text = visible(row[column], LONGEST_CELL)
    if (text === '') return ''
    return COPIED.includes(column) ? code(text) : plain(text)
  })
