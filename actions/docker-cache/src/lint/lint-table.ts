import { code, plain, table } from '@ci-kit/core/markdown'
import type { Finding } from './finding.ts'

/** The findings for the job summary, as Markdown; '' without any. */
export const lintTable = (findings: readonly Finding[]): string =>
  findings.length === 0
    ? ''
    : table(
        ['Line', 'Check', 'What', 'Instead'],
        findings.map(({ rule, line, message, fix }) => [
          line === undefined ? '–' : String(line),
          code(rule),
          withCode(message),
          withCode(fix),
        ]),
      )

/** Text with parts in backquotes; what stands in either is inert. */
const withCode = (text: string): string =>
  text
    .split('`')
    .map((part, index) => (index % 2 === 1 ? code(part) : plain(part)))
    .join('')
