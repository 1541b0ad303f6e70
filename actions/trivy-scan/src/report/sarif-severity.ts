import type { Finding, Severity } from '../findings/finding.ts'

type Level = 'error' | 'warning' | 'note'

const LEVELS: Readonly<Record<Severity, Level>> = {
  CRITICAL: 'error',
  HIGH: 'error',
  MEDIUM: 'warning',
  LOW: 'note',
  UNKNOWN: 'note',
}

/** SARIF's level of a severity. */
export const sarifLevel = (severity: Severity): Level => LEVELS[severity]

/** GitHub's ranges of `security-severity`, and what stands for a severity without a score. */
const RANGES: Readonly<
  Record<Severity, { least: number; usual: number; most: number } | undefined>
> = {
  CRITICAL: { least: 9.1, usual: 9.5, most: 10 },
  HIGH: { least: 7, usual: 8, most: 8.9 },
  MEDIUM: { least: 4, usual: 5.5, most: 6.9 },
  LOW: { least: 0.1, usual: 2, most: 3.9 },
  UNKNOWN: undefined,
}

/**
 * `security-severity` of a finding: its CVSS score within the range of the
 * severity, so that code scanning shows the severity that everything else here
 * goes by; a distribution often rates a vulnerability lower than NVD scores it.
 * Undefined for a licence, which is no matter of security, and where the
 * severity is not known.
 */
export const securitySeverity = (finding: Finding): string | undefined => {
  const range = RANGES[finding.severity]
  if (range === undefined || finding.kind === 'license') return undefined
  const score = finding.kind === 'vulnerability' ? (finding.score ?? range.usual) : range.usual
  return Math.min(range.most, Math.max(range.least, score)).toFixed(1)
}
