import { type ScanRecord, vulnsPredicates } from '@ci-kit/trivy-scan/report/vulns-predicate'
import { expect, test } from '@jest/globals'
import { npmVulnerability, secret, vulnerability } from '../findings/sample-findings.ts'
import { assessed, scan, subject } from './subjects.ts'

const RECORD: ScanRecord = {
  trivyVersion: '0.74.0',
  database: {
    source: 'ghcr.io/aquasecurity/trivy-db:2',
    digest: 'sha256:d',
    updatedAt: '2026-11-21T06:00:00Z',
  },
  startedAt: '2026-11-21T10:00:00Z',
  finishedAt: '2026-11-21T10:00:09Z',
}

const both = ['linux/amd64', 'linux/arm64']
const some = [
  assessed(secret({ platforms: both })),
  assessed(vulnerability({ platforms: both }), { reported: false }),
  assessed(npmVulnerability({ platforms: ['linux/arm64'], score: undefined, purl: '' }), {
    suppression: { by: 'vex', reason: 'never called', owner: '', expires: '' },
  }),
]

test('there is one for each platform, with its vulnerabilities', () => {
  const scans = [scan('linux/amd64'), scan('linux/arm64', { digest: 'sha256:2' })]
  const [amd, arm, ...others] = vulnsPredicates(subject(some, { scans }), RECORD)
  const musl = {
    id: 'CVE-2026-1',
    severity: [
      { method: 'trivy', score: 'HIGH' },
      { method: 'cvss_score', score: '7.5' },
    ],
    annotations: [
      {
        package: 'pkg:apk/alpine/musl@1.2.5-r0?arch=x86_64&distro=3.20.0',
        installedVersion: '1.2.5-r0',
        fixedVersion: '1.2.5-r1',
        status: 'fixed',
      },
    ],
  }
  expect(others).toEqual([])
  expect(amd).toEqual({
    platform: 'linux/amd64',
    digest: 'sha256:1',
    predicate: {
      scanner: {
        uri: 'pkg:github/aquasecurity/trivy@v0.74.0',
        version: '0.74.0',
        db: {
          uri: 'oci://ghcr.io/aquasecurity/trivy-db:2',
          version: 'sha256:d',
          lastUpdate: '2026-11-21T06:00:00Z',
        },
        result: [musl],
      },
      metadata: {
        scanStartedOn: '2026-11-21T10:00:00Z',
        scanFinishedOn: '2026-11-21T10:00:09Z',
      },
    },
  })
  expect(arm).toMatchObject({
    platform: 'linux/arm64',
    digest: 'sha256:2',
    predicate: {
      scanner: {
        result: [
          musl,
          {
            id: 'CVE-2026-2',
            severity: [{ method: 'trivy', score: 'HIGH' }],
            annotations: [
              { package: '@org/lib', fixedVersion: '' },
              { suppressedBy: 'vex', reason: 'never called' },
            ],
          },
        ],
      },
    },
  })
})

test('an image without a vulnerability has one all the same', () => {
  const [only] = vulnsPredicates(subject([]), RECORD)
  expect(only).toMatchObject({ predicate: { scanner: { result: [] } } })
})

test('what has no digest has none: there is nothing to sign', () =>
  expect(vulnsPredicates(subject(some, { scans: [scan('')] }), RECORD)).toEqual([]))

test('of a database from a folder no source is told', () => {
  const database = { source: '', digest: '', updatedAt: 't' }
  const [only] = vulnsPredicates(subject([]), { ...RECORD, database })
  expect(only?.predicate).toMatchObject({ scanner: { db: { lastUpdate: 't' } } })
  expect(JSON.stringify(only)).not.toContain('oci://')
})
