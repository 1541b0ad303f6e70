import { SEVERITIES, type Severity } from './finding.ts'

/** How many findings there are of each severity. */
export type Counts = Readonly<Record<Severity, number>>

export const ofSeverities = (severities: readonly Severity[]): Counts => {
  const of = (severity: Severity) => severities.filter((one) => one === severity).length
  const [CRITICAL, HIGH, MEDIUM, LOW, UNKNOWN] = SEVERITIES
  return {
    [CRITICAL]: of(CRITICAL),
    [HIGH]: of(HIGH),
    [MEDIUM]: of(MEDIUM),
    [LOW]: of(LOW),
    [UNKNOWN]: of(UNKNOWN),
  }
}
