import { UserError } from '@ci-kit/core/errors'
import { type InputReader, list } from '@ci-kit/core/inputs'
import { visible } from '@ci-kit/core/log'

export const REPORT_FORMATS = [
  'json',
  'findings',
  'sarif',
  'table',
  'summary',
  'cyclonedx',
  'spdx',
  'vulns',
] as const

/** A kind of file that is written. */
export type ReportFormat = (typeof REPORT_FORMATS)[number]

/** The files that input `formats` asks for; all of them when it is empty. */
export const formats = (from: InputReader): ReadonlySet<ReportFormat> => {
  const given = list(from, 'formats').map((entry) => entry.toLowerCase())
  const named = given.filter((entry) => entry !== 'all').map(formatOf)
  return new Set(named.length === 0 || given.includes('all') ? REPORT_FORMATS : named)
}

const formatOf = (entry: string): ReportFormat => {
  const format = REPORT_FORMATS.find((each) => each === entry)
  if (format !== undefined) return format
  throw new UserError(
    `Input 'formats' has the entry '${visible(entry, 100)}'. Use 'all', or some of ${REPORT_FORMATS.map((each) => `'${each}'`).join(', ')}.`,
  )
}
