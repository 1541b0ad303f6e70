import type { AssessedSubject, Suppression } from '../findings/assessed.ts'
import type { Finding } from '../findings/finding.ts'
import { mergeScans } from '../findings/merge-platforms.ts'
import { mergedVexMarks, type VexMark } from '../findings/vex-marks.ts'
import { assess, type Rules } from '../policy/assess.ts'
import type { ScannedArtifact } from './scan-artifacts.ts'

/** Merges the platforms of an artifact, and applies the policy. */
export const assessArtifact = (
  { artifact, parts, baseline }: ScannedArtifact,
  rules: Omit<Rules, 'vex'>,
): AssessedSubject => {
  const { name, reference, digest } = artifact
  const reports = parts.map(({ parsed }) => parsed)
  const scans = reports.map(({ scan }) => scan)
  const findings = mergeScans(scans)
  const marks = mergedVexMarks(findings, reports)
  const vex = (finding: Finding) => suppressionBy(marks.get(finding))
  return assess({ name, reference, digest, scans }, findings, { ...rules, vex }, baseline)
}

const suppressionBy = (mark: VexMark | undefined): Suppression | undefined => {
  if (mark === undefined) return undefined
  const { status, statement } = mark
  const reason = statement === '' ? status : `${status}: ${statement}`
  return { by: 'vex', reason, owner: '', expires: '' }
}
