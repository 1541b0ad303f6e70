import { counted } from '@ci-kit/core/amounts'
import { visible } from '@ci-kit/core/log'
import type { Report } from './report.ts'

/** In a few words what came out. */
export const headline = ({ outcome, mode, subjects, unresolved }: Report): string => {
  const total = counted(subjects.length + unresolved.length, 'subject')
  const said = {
    verified: `Verified: ${total}, every requirement is met.`,
    refused: `Refused: of ${total}, not everything that was found is accepted.`,
    unattested: `Not attested: of ${total}, statements that are required are missing.`,
    unknown: `Not known: of ${total}, somebody could not be asked, so nothing is proven.`,
  }[outcome]
  const passes = outcome !== 'verified' && mode === 'warn'
  return passes ? `${said} The step passes all the same, because 'mode' is 'warn'.` : said
}

/** A name of a subject, and a sentence with what is wrong about it and what to do. */
export type Problem = { readonly subject: string; readonly text: string }

/** What is wrong, with each reason once a subject; texts are from outside and not escaped. */
export const problemsOf = ({ subjects, unresolved }: Report): readonly Problem[] => [
  ...subjects.flatMap(({ subject, problems }) =>
    [...new Set(problems)].map((text) => ({ subject: subject.name, text })),
  ),
  ...unresolved.map(({ name, problem }) => ({ subject: name, text: problem })),
]

/** Problems that the message of the step tells itself. */
export const MOST_TOLD = 5
const LONGEST = 1_000

/** The one message that fails the step, or warns. */
export const failureMessage = (report: Report): string => {
  const problems = problemsOf(report)
  const told = problems
    .slice(0, MOST_TOLD)
    .map(({ subject, text }) => `${visible(subject, 200)}: ${visible(text, LONGEST)}`)
  const more = problems.length - told.length
  const rest = more > 0 ? [`And ${counted(more, 'more problem')}, which the log has.`] : []
  return [headline(report), ...told, ...rest].join(' ')
}

/** What a reader should know although nothing is wrong; texts are from outside and not escaped. */
export const notesOf = ({ subjects }: Report): readonly Problem[] =>
  subjects.flatMap(({ subject, notes = [] }) =>
    [...new Set(notes)].map((text) => ({ subject: subject.name, text })),
  )
