import { SEVERITIES, type Severity } from '../findings/finding.ts'
import { severityRank } from '../findings/severity.ts'

/** Whether a severity is the wanted one or worse. `UNKNOWN` is the least, so it wants all. */
export const isAtLeast = (severity: Severity, wanted: Severity): boolean =>
  severityRank(severity) <= severityRank(wanted)

/** The severity that a word names in any case, undefined for other words. */
export const severityOf = (word: string): Severity | undefined =>
  SEVERITIES.find((severity) => severity === word.toUpperCase())

/** Trivy's severities as they are written in inputs, worst first. */
export const SEVERITY_WORDS: readonly string[] = SEVERITIES.map((severity) =>
  severity.toLowerCase(),
)
