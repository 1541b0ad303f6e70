import { counted } from '@ci-kit/core/amounts'
import { visible } from '@ci-kit/core/log'
import { plain } from '@ci-kit/core/markdown'
import type { Result, Unscanned } from './artifact/result.ts'
import { COMMENT_LIMIT, comment } from './report/comment.ts'
import type { ReportFacts } from './report/report-facts.ts'
import { summary } from './report/summary.ts'
import { table } from './report/table.ts'

/** The table of all artifacts, as plain text. */
export const stepTable = (results: readonly Result[], unscanned: readonly Unscanned[]): string =>
  [
    ...results.map(({ subject, scanned }) =>
      // Without them, what is missing would look as if it were clean.
      [table(subject), ...scanned.failures.map(({ message }) => message)].join('\n\n'),
    ),
    ...unscanned.map(
      ({ name, error }) => `${visible(name, 200)} could not be scanned: ${error.message}`,
    ),
  ].join('\n\n')

/** The job summary, in Markdown: what is worst comes first, as the end may be cut off. `notes` hold for all artifacts. */
export const stepSummary = (
  results: readonly Result[],
  unscanned: readonly Unscanned[],
  notes: readonly string[],
): string =>
  [
    ...unscanned.map(unscannedSection),
    ...failingFirst(results).map(({ subject, facts }) => summary(subject, noted(facts, notes))),
    '',
  ].join('\n\n')

/** The comment on the pull request, in Markdown. */
export const stepComment = (
  results: readonly Result[],
  unscanned: readonly Unscanned[],
  notes: readonly string[],
): string => {
  const missing = fitting(unscanned.map(unscannedSection), ROOM_FOR_UNSCANNED)
  const scanned = results.map(({ subject, facts }) => ({ subject, facts: noted(facts, notes) }))
  // Both are one text in the end.
  const limit = COMMENT_LIMIT - missing.join('\n\n').length - 2
  return [...missing, comment(scanned, limit)].filter((part) => part !== '').join('\n\n')
}

/** UTF-16 units, so that the tables of what was scanned have most of a comment. */
const ROOM_FOR_UNSCANNED = 20_000
/** UTF-16 units; escaped, a text may take twenty times its length. */
const LONGEST_REASON = 500

/** The first sections that have room together, and how many there are besides. */
const fitting = (sections: readonly string[], room: number): readonly string[] => {
  let used = 0
  const tooMany = sections.findIndex((section) => {
    used += section.length + 2
    return used > room
  })
  if (tooMany === -1) return sections
  const more = sections.length - tooMany
  return [
    ...sections.slice(0, tooMany),
    `### ❌ ${counted(more, tooMany === 0 ? 'artifact' : 'more artifact')} not scanned\n\nThe job summary says why.`,
  ]
}

const failingFirst = (results: readonly Result[]): readonly Result[] =>
  results.toSorted((one, other) => Number(one.facts.passed) - Number(other.facts.passed))

const noted = (facts: ReportFacts, notes: readonly string[]): ReportFacts => ({
  ...facts,
  notes: [...facts.notes, ...notes],
})

const unscannedSection = ({ name, error }: Unscanned): string =>
  `### ❌ ${plain(visible(name, 200))}: not scanned\n\n${plain(visible(error.message, LONGEST_REASON))}`
