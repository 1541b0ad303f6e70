import { UserError } from '@ci-kit/core/errors'
import { assessArtifact } from '@ci-kit/trivy-scan/artifact/assess-artifact'
import { makeResults } from '@ci-kit/trivy-scan/artifact/make-results'
import { type ResultRules, resultOf, unscannedOf } from '@ci-kit/trivy-scan/artifact/result'
import { mergeScans } from '@ci-kit/trivy-scan/findings/merge-platforms'
import type { IgnoreEntry } from '@ci-kit/trivy-scan/policy/ignore-entry'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { memoryWorkspace, NOW } from '../../docker-cache/fake-ports.ts'
import { muslVulnerability, type Result, system } from '../findings/reports.ts'
import { inputsOf } from '../inputs/parsed.ts'
import { anySubject } from '../report/subjects.ts'
import { imageOf, memoryFolder } from './samples.ts'
import { policyOf, scannedOf } from './scanned.ts'

const both = ['linux/amd64', 'linux/arm64']

/** As trivy tells what a VEX document suppresses. */
const suppressed = (status = 'not_affected', statement = 'vulnerable_code_not_present'): Result =>
  system({
    Vulnerabilities: [],
    ExperimentalModifiedFindings: [
      {
        Type: 'vulnerability',
        Status: status,
        Statement: statement,
        Source: 'vex.json',
        Finding: muslVulnerability(),
      },
    ],
  })

describe('an artifact', () => {
  test('keeps its names, and merges its platforms', () => {
    const artifact = imageOf('app', both)
    const subject = assessArtifact(scannedOf([system()], { artifact }), policyOf().rules)
    expect(subject).toMatchObject({
      name: 'r.test/app:1',
      reference: 'r.test/app@sha256:app',
      digest: 'sha256:app',
      scans: [{ platform: 'linux/amd64' }, { platform: 'linux/arm64' }],
      findings: [{ finding: { id: 'CVE-2026-1', platforms: both }, failing: true }],
      baseline: '',
      fixed: [],
    })
  })

  test.each([
    ['vulnerable_code_not_present', 'not_affected: vulnerable_code_not_present'],
    ['', 'not_affected'],
  ])('is told what VEX with %j says of a finding, which does not count', (statement, reason) => {
    const scanned = scannedOf([suppressed('not_affected', statement)])
    const [found] = assessArtifact(scanned, policyOf().rules).findings
    expect(found).toMatchObject({
      finding: { id: 'CVE-2026-1' },
      suppression: { by: 'vex', reason, owner: '', expires: '' },
      failing: false,
    })
  })

  test('counts what VEX explains on one platform only', () => {
    const artifact = imageOf('app', both)
    const [one, other] = [
      scannedOf([suppressed()], { artifact }),
      scannedOf([system()], { artifact }),
    ]
    const parts = [...one.parts.slice(0, 1), ...other.parts.slice(1)]
    const [found] = assessArtifact({ ...one, parts }, policyOf().rules).findings
    expect(found).toMatchObject({ suppression: undefined, failing: true })
  })

  test('is compared with its baseline', () => {
    const { parts } = scannedOf()
    const scans = parts.map(({ parsed }) => parsed.scan)
    const baseline = { name: 'old', findings: mergeScans(scans), scans, sameDatabase: true }
    const subject = assessArtifact(scannedOf([system()], { baseline }), policyOf().rules)
    expect(subject).toMatchObject({
      baseline: 'old',
      findings: [{ standing: 'existing', failing: false }],
    })
  })
})

describe('an artifact of which nothing was scanned', () => {
  const told = (...messages: readonly string[]) => {
    const failures = messages.map((message) => new UserError(message))
    const { name, error } = unscannedOf({ artifact: imageOf('app', both), failures })
    expect([name, error instanceof UserError]).toEqual(['r.test/app:1', true])
    return error.message
  }

  test('has every reason once', () => {
    expect(told('No disk.')).toBe('No disk.')
    expect(told('No disk.', 'No memory.', 'No disk.')).toBe('No disk. No memory.')
  })

  test('is never without one', () =>
    expect(told()).toMatch(/^r\.test\/app:1 has nothing that could be scanned\. Check/))
})

const NO_RULES: ResultRules = { expired: [], database: '' }

describe('the facts of an artifact', () => {
  const clean = scannedOf([])
  const failed = [new UserError('No disk.'), new UserError('No memory.')]
  const facts = (scanned = clean, rules = NO_RULES) =>
    resultOf(scanned, assessArtifact(scanned, policyOf().rules), [], rules).facts

  test('pass with what the verdict says', () => {
    expect(facts(clean, { ...NO_RULES, database: 'Today.' })).toEqual({
      passed: true,
      verdict: 'nothing in it fails the run.',
      database: 'Today.',
      notes: [],
    })
  })

  test('fail with every reason', () => {
    expect(facts(scannedOf())).toMatchObject({
      passed: false,
      verdict: '1 HIGH found (CVE-2026-1).',
    })
  })

  test('tell all failures, and do not hide what fails the gate besides', () => {
    expect(facts({ ...scannedOf(), failures: failed, notes: ['A doubt.'] })).toEqual({
      passed: false,
      verdict: 'No disk. 1 HIGH found (CVE-2026-1).',
      database: '',
      notes: ['No memory.', 'A doubt.'],
    })
  })

  test('fail for an entry that has expired', () => {
    const entry: IgnoreEntry = {
      kind: 'vulnerability',
      id: 'CVE-1',
      purls: [],
      paths: [],
      owner: 'web',
      expires: '2026-01-01',
      statement: '',
      file: '.trivyignore.yaml',
      line: 3,
    }
    expect(facts(clean, { ...NO_RULES, expired: [entry] })).toMatchObject({
      passed: false,
      verdict: expect.stringContaining('.trivyignore.yaml:3'),
    })
  })

  test('never pass when a part is missing, whatever was found', () => {
    fc.assert(
      fc.property(anySubject, (subject) => {
        const result = resultOf({ ...clean, failures: failed.slice(0, 1) }, subject, [], NO_RULES)
        expect(result.facts.passed).toBe(false)
        expect(result.facts.verdict).toMatch(/^No disk\./)
      }),
    )
  })

  test('have what the SARIF leaves out', () => {
    const sarif = [{ text: '', categories: [], notes: ['Cut.'] }]
    const result = resultOf(clean, assessArtifact(clean, policyOf().rules), sarif, NO_RULES)
    expect(result.facts.notes).toEqual(['Cut.'])
  })
})

describe('the results of a step', () => {
  const prepared = {
    policy: policyOf(),
    dockerfile: { path: 'Dockerfile', text: 'FROM a\nRUN b\nFROM c\n' },
    folder: memoryFolder().folder,
    trivy: { path: '/t', version: '0.74.0', source: 'path', digest: undefined } as const,
    database: {
      manifestDigest: '',
      updatedAt: new Date(NOW - 3_600_000),
      source: 'mirror',
      repository: 'r.test/db:2',
    } as const,
    found: [],
  }
  const ports = { root: '/work', workspace: memoryWorkspace('Dockerfile'), now: () => NOW }

  test('are those of artifacts of which something was scanned', () => {
    const error = new UserError('No disk.')
    const broken = scannedOf([], { artifact: imageOf('b'), parts: [], failures: [error] })
    const results = makeResults([broken, scannedOf()], inputsOf(), prepared, ports)
    expect(results.map(({ subject }) => subject.name)).toEqual(['r.test/app:1'])
    expect(results[0]?.facts.database).toBe(
      'Vulnerability database of r.test/db:2, updated 1 hour ago (2026-11-21T11:00Z).',
    )
  })

  test('have SARIF that names the version, the category and the line of the Dockerfile', () => {
    const [result] = makeResults([scannedOf()], inputsOf({ category: 'mine' }), prepared, ports)
    const [sarif] = result?.sarif ?? []
    expect(sarif?.categories).toEqual(['mine/r.test/app/linux/amd64'])
    expect(JSON.parse(sarif?.text ?? '')).toMatchObject({
      runs: [
        {
          tool: { driver: { version: '0.74.0' } },
          results: [
            {
              locations: [
                {
                  physicalLocation: {
                    artifactLocation: { uri: 'Dockerfile' },
                    region: { startLine: 3 },
                  },
                },
              ],
            },
          ],
        },
      ],
    })
  })

  test('say nothing of a database that nobody used', () => {
    const [result] = makeResults(
      [scannedOf()],
      inputsOf(),
      { ...prepared, database: undefined },
      ports,
    )
    expect(result?.facts.database).toBe('')
  })

  test('keep the category of a tag when another one of its repository cannot be scanned', () => {
    const inputs = inputsOf({ 'image-ref': 'r.test/app:1\nr.test/app:2' })
    const one = scannedOf([], { artifact: imageOf('app') })
    const two = { ...one, artifact: { ...one.artifact, name: 'r.test/app:2' } }
    const categories = (...all: (typeof one)[]) =>
      makeResults(all, inputs, prepared, ports).map(({ sarif }) => sarif[0]?.categories[0])
    const expected = ['trivy-scan/r.test/app:1/linux/amd64', 'trivy-scan/r.test/app:2/linux/amd64']
    expect(categories(one, two)).toEqual(expected)
    expect(categories({ ...one, parts: [] }, two)).toEqual(expected.slice(1))
  })
})
