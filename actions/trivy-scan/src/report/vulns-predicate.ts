import type { AssessedSubject } from '../findings/assessed.ts'
import type { Vulnerability } from '../findings/finding.ts'

/** What made the scan, and when. Times are ISO 8601. */
export type ScanRecord = {
  /** `0.74.0` */
  readonly trivyVersion: string
  readonly database: {
    /** `ghcr.io/aquasecurity/trivy-db:2`, without a scheme; '' when it is not known. */
    readonly source: string
    /** `sha256:…` of its manifest; '' when it is not known. */
    readonly digest: string
    readonly updatedAt: string
  }
  readonly startedAt: string
  readonly finishedAt: string
}

/**
 * in-toto's predicate of type `https://in-toto.io/attestation/vulns/v0.2` on
 * one platform, to be signed for its digest (in-toto/attestation,
 * spec/predicates/vulns_02.md).
 */
export type VulnsPredicate = {
  readonly platform: string
  /** Of the manifest that was scanned: the subject of the attestation. */
  readonly digest: string
  readonly predicate: object
}

/**
 * One predicate for each platform that has a digest. It tells all
 * vulnerabilities, whatever is reported, left out or fails the run; one that
 * VEX or an ignore file takes out is told with an annotation that says so.
 */
export const vulnsPredicates = (subject: AssessedSubject, record: ScanRecord): VulnsPredicate[] =>
  subject.scans
    .filter(({ digest }) => digest !== '')
    .map(({ platform, digest }) => ({
      platform,
      digest,
      predicate: {
        scanner: scannerOf(record, results(subject, platform)),
        metadata: { scanStartedOn: record.startedAt, scanFinishedOn: record.finishedAt },
      },
    }))

const scannerOf = ({ trivyVersion, database }: ScanRecord, result: readonly object[]) => ({
  uri: `pkg:github/aquasecurity/trivy@v${trivyVersion}`,
  version: trivyVersion,
  db: {
    ...(database.source === '' ? {} : { uri: `oci://${database.source}` }),
    ...(database.digest === '' ? {} : { version: database.digest }),
    lastUpdate: database.updatedAt,
  },
  result,
})

const results = ({ findings }: AssessedSubject, platform: string): object[] =>
  findings.flatMap(({ finding, suppression }) => {
    const isHere = platform === '' || finding.platforms.includes(platform)
    if (finding.kind !== 'vulnerability' || !isHere) return []
    const ignored = suppression
      ? [{ suppressedBy: suppression.by, reason: suppression.reason }]
      : []
    return [
      {
        id: finding.id,
        severity: severities(finding),
        annotations: [annotation(finding), ...ignored],
      },
    ]
  })

const severities = ({ severity, score }: Vulnerability) => [
  { method: 'trivy', score: severity },
  ...(score === undefined ? [] : [{ method: 'cvss_score', score: String(score) }]),
]

const annotation = (vulnerability: Vulnerability) => ({
  package: vulnerability.purl || vulnerability.packageName,
  installedVersion: vulnerability.installedVersion,
  fixedVersion: vulnerability.fixedVersion,
  status: vulnerability.status,
})
