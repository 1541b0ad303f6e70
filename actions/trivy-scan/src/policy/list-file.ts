import { UserError } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'

/** A list of vulnerabilities that an input names, for messages. */
export type ListFile = { readonly input: 'kev-file' | 'epss-file'; readonly path: string }

/** An error about a list, or about one of its lines; `what` ends without a full stop. */
export const listProblem = ({ input, path }: ListFile, what: string, line?: number): UserError => {
  const place = line === undefined ? '' : `, line ${line},`
  return new UserError(
    `The file '${visible(path, 200)}' of input '${input}'${place} ${what}. ${FORMS[input]}: a list that cannot be read would let everything pass.`,
  )
}

const FORMS = {
  'kev-file': "Give CISA's list as JSON or CSV, or a file with one id a line",
  'epss-file': "Give FIRST's scores as CSV, plain or gzipped",
} as const

const DAY = 24 * 60 * 60 * 1000
const MAX_AGE_DAYS = 7

/**
 * A warning about a list that is more than seven days old, undefined for one
 * that is younger or tells no date. `now` is in milliseconds since the epoch.
 */
export const ageWarning = (
  { input, path }: ListFile,
  date: Date | undefined,
  now: number,
): string | undefined => {
  if (date === undefined) return undefined
  const days = Math.floor((now - date.getTime()) / DAY)
  if (days <= MAX_AGE_DAYS) return undefined
  return `The file '${visible(path, 200)}' of input '${input}' is ${days} days old (${date.toISOString().slice(0, 10)}). Fetch a new one: what was learnt since then is not in it.`
}

/** A date of a list, undefined when it tells none that can be read. */
export const listDate = (text: string | undefined): Date | undefined => {
  const date = new Date(text ?? Number.NaN)
  return Number.isNaN(date.getTime()) ? undefined : date
}
