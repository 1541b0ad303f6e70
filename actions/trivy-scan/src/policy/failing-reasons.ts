import { limited } from '@ci-kit/core/amounts'
import { visible } from '@ci-kit/core/log'
import type { Assessed, AssessedSubject } from '../findings/assessed.ts'
import { SEVERITIES, type Severity } from '../findings/finding.ts'

const MAX_IDS = 5

/** Why an artifact fails: `2 CRITICAL introduced (CVE-2026-1, CVE-2026-2)` for each severity, worst first. */
export const failingReasons = (subject: AssessedSubject): readonly string[] =>
  SEVERITIES.flatMap((severity) => {
    const failing = subject.findings.filter(
      (one) => one.failing && one.finding.severity === severity,
    )
    return failing.length === 0 ? [] : [sentence(failing, severity, subject)]
  })

const sentence = (
  failing: readonly Assessed[],
  severity: Severity,
  { baseline }: AssessedSubject,
): string => {
  const standing = baseline === '' ? 'found' : 'introduced'
  return `${failing.length} ${severity} ${standing} (${named(failing)})`
}

const named = (failing: readonly Assessed[]): string =>
  limited([...new Set(failing.map(nameOf))], MAX_IDS)

/** The name of a licence alone would not say whose it is. */
const nameOf = ({ finding }: Assessed): string => {
  const id = visible(finding.id, 60)
  if (finding.kind !== 'license') return id
  return `${id} of ${visible(finding.packageName || finding.file, 60)}`
}
