import type { Finding } from '../findings/finding.ts'

/**
 * Whether a vulnerability has a fix. Trivy tells it by a version or by its
 * status; when the two disagree, it counts as fixed, so that a gate on
 * `fixable` does not let it pass. Other kinds are neither.
 */
export const isFixable = (finding: Finding): boolean =>
  finding.kind === 'vulnerability' && hasFix(finding)

/** Whether input `ignore-unfixed` leaves the finding out: a vulnerability without a fix. */
export const isUnfixed = (finding: Finding): boolean =>
  finding.kind === 'vulnerability' && !hasFix(finding)

const hasFix = ({ fixedVersion, status }: { fixedVersion: string; status: string }): boolean =>
  fixedVersion !== '' || status === 'fixed'
