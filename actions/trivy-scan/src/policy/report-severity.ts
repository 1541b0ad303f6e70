import { UserError } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'
import type { Severity } from '../findings/finding.ts'
import { isAtLeast, SEVERITY_WORDS, severityOf } from './severity.ts'

/**
 * The text of input `report-severity`: a severity, which stands for itself and
 * all that is worse. Of a list, as trivy-action has it (`CRITICAL,HIGH`), the
 * least severe counts, and nothing stands for all. Throws {@link UserError}.
 */
export const parseReportSeverity = (text: string): Severity => {
  const words = text
    .split(/[,\r\n]/)
    .map((word) => word.trim())
    .filter((word) => word !== '')
  const severities = words.map((word) => {
    const severity = severityOf(word)
    if (severity !== undefined) return severity
    throw new UserError(`Input 'report-severity' is '${visible(word, 100)}'. ${ADVICE}`)
  })
  const least = severities.reduce<Severity | undefined>(
    (kept, severity) => (kept !== undefined && isAtLeast(severity, kept) ? kept : severity),
    undefined,
  )
  return least ?? 'UNKNOWN'
}

const ADVICE = `Use one of ${SEVERITY_WORDS.join(', ')}: it is reported with all that is worse.`
