import { findingsJson } from '@ci-kit/trivy-scan/report/findings-json'
import { expect, test } from '@jest/globals'
import { license, vulnerability } from '../findings/sample-findings.ts'
import { sampleSubject } from './sample-subject.ts'
import { assessed, scan, subject } from './subjects.ts'

const musl = {
  name: 'musl',
  version: '1',
  purl: 'pkg:apk/alpine/musl@1',
  path: '',
  target: 'alpine 3.20.0',
  licenses: ['MIT'],
}

test('an artifact for programs', () => {
  const ignored = { by: 'vex', reason: 'r', owner: '', expires: '' } as const
  const one = subject([assessed(license(), { suppression: ignored, reported: false })], {
    scans: [scan('linux/amd64', { packages: [musl], findings: [vulnerability()] })],
  })
  const text = findingsJson(one, { passed: true, reason: 'None fails.' })
  expect(text.endsWith('}\n')).toBe(true)
  expect(JSON.parse(text)).toEqual({
    schemaVersion: 1,
    name: 'r.test/app:1',
    reference: 'r.test/app@sha256:1',
    digest: 'sha256:1',
    baseline: '',
    verdict: { passed: true, reason: 'None fails.' },
    counts: { CRITICAL: 0, HIGH: 0, MEDIUM: 0, LOW: 0, UNKNOWN: 0 },
    changes: null,
    scans: [
      {
        platform: 'linux/amd64',
        digest: 'sha256:1',
        operatingSystem: 'alpine 3.20.0',
        endOfLife: false,
        packages: [musl],
      },
    ],
    findings: [
      {
        ...license(),
        standing: null,
        suppression: ignored,
        epss: null,
        leftOut: false,
        knownExploited: false,
        failing: false,
        reported: false,
      },
    ],
    fixed: [],
  })
})

test('an artifact against a baseline, with what is hidden and what is gone', () => {
  const told = JSON.parse(findingsJson(sampleSubject, { passed: false, reason: '' }))
  expect(told).toMatchObject({
    baseline: 'r.test/app@sha256:0',
    counts: { CRITICAL: 1, HIGH: 3, MEDIUM: 1, LOW: 0, UNKNOWN: 1 },
    changes: {
      introduced: { CRITICAL: 1, HIGH: 1 },
      newlyPublished: { HIGH: 1 },
      existing: { HIGH: 1, MEDIUM: 1, LOW: 0, UNKNOWN: 1 },
      fixed: { HIGH: 1 },
    },
    fixed: [{ id: 'CVE-2025-1' }],
  })
  expect(told.findings).toHaveLength(7)
  expect(told.findings[1]).toMatchObject({ standing: 'introduced', epss: 0.42, failing: true })
})
