import type { AssessedSubject } from '../findings/assessed.ts'
import { FINDINGS_JSON_VERSION } from '../findings/stored-findings.ts'
import { changes, counts } from './counts.ts'

/** Whether one artifact passes the gate. The run's verdict is on all of them. */
export type ArtifactVerdict = {
  readonly passed: boolean
  /** Why, as one sentence. */
  readonly reason: string
}

/**
 * One artifact with all its findings, for programs and as a later run's
 * baseline:
 *
 * - `schemaVersion`: 1; `name`, `reference`, `digest`, `baseline` as in the
 *   reports; `verdict`: `{ passed, reason }`; `counts` per severity, ignored
 *   ones left out; `changes`: counts of `introduced`, `newlyPublished`,
 *   `existing` and `fixed`, or null without a baseline
 * - `scans`: one a platform: `platform`, `digest`, `operatingSystem`,
 *   `endOfLife`, `packages` (`name`, `version`, `purl`, `path`, `target`,
 *   `licenses`)
 * - `findings`: worst first, whatever `report-severity` is: the members of the
 *   finding itself by its `kind`, and `standing`, `suppression`, `epss` (null
 *   where there is none), `leftOut` (by `ignore-unfixed`), `knownExploited`,
 *   `failing`, `reported`
 * - `fixed`: findings of the baseline that are gone
 */
export const findingsJson = (subject: AssessedSubject, verdict: ArtifactVerdict): string => {
  const { name, reference, digest, baseline, scans, findings, fixed } = subject
  const written = {
    schemaVersion: FINDINGS_JSON_VERSION,
    name,
    reference,
    digest,
    baseline,
    verdict: { passed: verdict.passed, reason: verdict.reason },
    counts: counts(findings),
    changes: changes(subject) ?? null,
    scans: scans.map(({ platform, digest, operatingSystem, endOfLife, packages }) => ({
      platform,
      digest,
      operatingSystem,
      endOfLife,
      packages,
    })),
    findings: findings.map(({ finding, standing, suppression, epss, ...rest }) => ({
      ...finding,
      standing: standing ?? null,
      suppression: suppression ?? null,
      epss: epss ?? null,
      ...rest,
    })),
    fixed,
  }
  return `${JSON.stringify(written, null, 2)}\n`
}
