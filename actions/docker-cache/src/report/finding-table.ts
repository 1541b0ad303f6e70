import { code, plain, table } from '@ci-kit/core/markdown'
import type { CheckFinding, CheckResult } from '../progress/check-result.ts'

const ROW_LIMIT = 50
const TEXT_LIMIT = 300

/** A page of Docker's documentation; any other address stays text. */
const PAGE = /^https:\/\/docs\.docker\.com\/[A-Za-z0-9/._-]+$/

/** Findings of build checks, one row each. '' for none. */
export const findingTable = (findings: readonly CheckFinding[]): string => {
  if (findings.length === 0) return ''
  const rows = findings
    .slice(0, ROW_LIMIT)
    .map((finding) => [place(finding), rule(finding), plain(finding.text.slice(0, TEXT_LIMIT))])
  const more = findings.length - rows.length
  const whole = table(['Place', 'Check', 'Finding'], rows)
  return more > 0 ? `${whole}\n\nAnd ${more} more findings.` : whole
}

const place = ({ file, line }: CheckFinding): string =>
  code([file ?? 'Dockerfile', line].filter((part) => part !== undefined).join(':'))

const rule = ({ rule, url }: CheckFinding): string => {
  if (rule === undefined) return ''
  return url !== undefined && PAGE.test(url) ? `[${plain(rule)}](${url})` : plain(rule)
}

/** The job summary of `call: check`. */
export const checkSummary = (file: string, { findings, error }: CheckResult): string => {
  const answer =
    error !== undefined
      ? 'cannot be read'
      : findings.length === 0
        ? 'no findings'
        : `${findings.length} ${findings.length === 1 ? 'finding' : 'findings'}`
  const all = error === undefined ? findings : [error, ...findings]
  return [`### ${plain(file)}: ${answer}`, findingTable(all)].filter(Boolean).join('\n\n')
}
