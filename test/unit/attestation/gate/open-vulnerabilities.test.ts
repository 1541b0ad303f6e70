import { isDenied, openVulnerabilities } from '@ci-kit/attestation/gate/open-vulnerabilities'
import type { Severity } from '@ci-kit/attestation/gate/policy'
import type { Json } from '@ci-kit/core/json'
import { describe, expect, test } from '@jest/globals'
import { scan, VULNS } from './samples.ts'

const COSIGN = 'https://cosign.sigstore.dev/attestation/vuln/v1'

const openIn = (predicate: Json | undefined, predicateType = VULNS) =>
  openVulnerabilities({ predicateType, predicate })

const entry = (change: object) => ({
  scanner: { result: [{ id: 'CVE-1', severity: [{ method: 'trivy', score: 'HIGH' }], ...change }] },
})

const trivy = (report: object) => ({
  invocation: {},
  scanner: { uri: 'x', result: report },
  metadata: {},
})

describe('a scan of in-toto', () => {
  test.each([VULNS, 'https://in-toto.io/attestation/vulns/v0.1'])(
    'tells what is open: %s',
    (type) => {
      expect(openIn(scan('CRITICAL', 'LOW'), type)).toEqual([
        { id: 'CVE-2026-1', severity: 'critical' },
        { id: 'CVE-2026-2', severity: 'low' },
      ])
    },
  )

  test('leaves out what is suppressed', () => {
    const suppressed = { annotations: [{ package: 'x' }, { suppressedBy: 'vex', reason: 'no' }] }
    expect(openIn(entry(suppressed))).toEqual([])
  })

  test.each<[string, object]>([
    ['by nothing', { annotations: [{ suppressedBy: '' }] }],
    ['by no text', { annotations: [{ suppressedBy: true }] }],
    ['elsewhere', { suppressedBy: 'vex' }],
  ])('does not take a vulnerability for suppressed: %s', (_name, change) => {
    expect(openIn(entry(change))).toHaveLength(1)
  })

  test.each<[readonly (readonly [string, string])[], Severity | undefined]>([
    [
      [
        ['trivy', 'HIGH'],
        ['cvss_score', '9.8'],
      ],
      'high',
    ],
    [
      [
        ['nvd', 'critical'],
        ['trivy', 'LOW'],
      ],
      'critical',
    ],
    [
      [
        ['trivy', 'UNKNOWN'],
        ['cvss_score', '5.2'],
      ],
      'medium',
    ],
    [
      [
        ['cvss_score', '9.0'],
        ['other', '3.9'],
      ],
      'critical',
    ],
    [[['cvss_score', '0']], 'low'],
    [[['trivy', 'UNKNOWN']], undefined],
    [[['trivy', 'IMPORTANT']], undefined],
    [[['cvss_score', '11']], undefined],
    [[], undefined],
  ])('has the severity of its methods: %j', (methods, severity) => {
    const found = openIn(entry({ severity: methods.map(([method, score]) => ({ method, score })) }))
    expect(found).toEqual([{ id: 'CVE-1', severity }])
  })

  test.each<[string, Json | undefined]>([
    ['no scanner', {}],
    ['no scanner', undefined],
    ['scanner.result is no list', { scanner: {} }],
    ['scanner.result is no list', { scanner: { result: null } }],
    ['something else than objects', { scanner: { result: ['CVE-1'] } }],
    ['an entry has no id', { scanner: { result: [{ severity: [] }] } }],
    ['severity of CVE-1 is no list', { scanner: { result: [{ id: 'CVE-1' }] } }],
    ['annotations of an entry is no list', entry({ annotations: {} })],
  ])('is refused where it cannot be read: %s', (says, predicate) => {
    expect(() => openIn(predicate)).toThrow(
      expect.objectContaining({ refusal: 'malformed', message: expect.stringContaining(says) }),
    )
  })
})

describe('a scan of cosign with a report of trivy', () => {
  test('tells what is open', () => {
    const Vulnerabilities = [
      { VulnerabilityID: 'CVE-1', Severity: 'CRITICAL' },
      { VulnerabilityID: 'CVE-2' },
    ]
    const report = {
      SchemaVersion: 2,
      Results: [{ Target: 'a', Vulnerabilities }, { Target: 'b' }],
    }
    expect(openIn(trivy(report), COSIGN)).toEqual([
      { id: 'CVE-1', severity: 'critical' },
      { id: 'CVE-2', severity: undefined },
    ])
  })

  test('tells nothing where trivy found nothing', () => {
    expect(openIn(trivy({ SchemaVersion: 2 }), COSIGN)).toEqual([])
  })

  test.each<[string, object]>([
    ['no report of trivy', {}],
    ['no report of trivy', { SchemaVersion: 1, Results: [] }],
    ['Results is no list', { SchemaVersion: 2, Results: null }],
    ['Vulnerabilities is no list', { SchemaVersion: 2, Results: [{ Vulnerabilities: {} }] }],
    ['no VulnerabilityID', { SchemaVersion: 2, Results: [{ Vulnerabilities: [{}] }] }],
  ])('is refused where it cannot be read: %s', (says, report) => {
    expect(() => openIn(trivy(report), COSIGN)).toThrow(
      expect.objectContaining({ refusal: 'malformed', message: expect.stringContaining(says) }),
    )
  })

  test('is not read by the rules of in-toto', () => {
    expect(() => openIn(trivy({ SchemaVersion: 2 }), VULNS)).toThrow('scanner.result is no list')
  })
})

test.each<[Severity | undefined, Severity, boolean]>([
  ['critical', 'critical', true],
  ['high', 'critical', false],
  ['high', 'high', true],
  ['critical', 'low', true],
  ['low', 'medium', false],
  ['low', 'unknown', true],
  ['unknown', 'critical', true],
  [undefined, 'critical', true],
])('a vulnerability that is %s is denied by %s: %s', (severity, denied, expected) => {
  expect(isDenied({ id: 'CVE-1', severity }, denied)).toBe(expected)
})
