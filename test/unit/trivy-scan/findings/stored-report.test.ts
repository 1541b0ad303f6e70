import { UserError } from '@ci-kit/core/errors'
import type { Finding } from '@ci-kit/trivy-scan/findings/finding'
import { storedBaseline } from '@ci-kit/trivy-scan/findings/stored-report'
import { findingsJson } from '@ci-kit/trivy-scan/report/findings-json'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { anySubject, assessed, scan, subject } from '../report/subjects.ts'
import { lodash, muslVulnerability, report, system } from './reports.ts'
import {
  license,
  misconfiguration,
  npmVulnerability,
  secret,
  vulnerability,
} from './sample-findings.ts'

const VERDICT = { passed: true, reason: '' }
const ignored = { by: 'vex', reason: 'r', owner: '', expires: '' } as const
const FINDINGS: readonly Finding[] = [
  vulnerability({ platforms: ['linux/amd64', 'linux/arm64'], score: undefined }),
  npmVulnerability(),
  misconfiguration(),
  secret(),
  license(),
]
const stored = () =>
  findingsJson(
    subject(
      FINDINGS.map((one) => assessed(one)),
      { scans: [scan('linux/amd64'), scan('linux/arm64')] },
    ),
    VERDICT,
  )

describe("this action's own findings", () => {
  test('are read as they were written, with their platforms', () => {
    const read = storedBaseline(stored(), 'base.json')
    expect(read).toEqual({
      name: 'base.json (r.test/app@sha256:1)',
      findings: FINDINGS,
      scans: [
        { platform: 'linux/amd64', packages: [] },
        { platform: 'linux/arm64', packages: [] },
      ],
    })
  })

  test('count when they were ignored or not reported', () => {
    const hidden = [assessed(secret(), { suppression: ignored }), assessed(license())]
    const written = findingsJson(subject(hidden), VERDICT)
    expect(storedBaseline(written, 'b').findings).toEqual([secret(), license()])
  })

  test('whatever they are, come back the same', () => {
    fc.assert(
      fc.property(anySubject, (one) => {
        const { findings, scans } = storedBaseline(findingsJson(one, VERDICT), 'b')
        expect(findings).toEqual(one.findings.map(({ finding }) => finding))
        expect(scans).toEqual(one.scans.map(({ platform, packages }) => ({ platform, packages })))
      }),
    )
  })
})

describe("trivy's own JSON", () => {
  const image = (configuration: unknown) => ({ Metadata: { ImageConfig: configuration } })

  test('is read with its packages', () => {
    const bash = { Name: 'bash', Version: '1', Identifier: { PURL: 'pkg:apk/alpine/bash@1' } }
    const text = report(
      [system({ Packages: [bash] })],
      image({ os: 'linux', architecture: 'arm64' }),
    )
    const read = storedBaseline(text, 'base.json')
    expect(read.name).toBe('base.json (r.test/app@sha256:1)')
    expect(read.findings).toMatchObject([{ id: 'CVE-2026-1', platforms: ['linux/arm64'] }])
    expect(read.scans).toMatchObject([{ platform: 'linux/arm64', packages: [{ name: 'bash' }] }])
  })

  test.each<[string, unknown, string]>([
    ['with a variant', { os: 'linux', architecture: 'arm', variant: 'v7' }, 'linux/arm/v7'],
    ['without a variant', { os: 'windows', architecture: 'amd64' }, 'windows/amd64'],
    ['empty, as of what is no image', { os: '', architecture: '' }, ''],
    ['without an architecture', { os: 'linux' }, ''],
    ['with words that are none', { os: 'linux', architecture: 'a/../b' }, ''],
    ['that is not there', undefined, ''],
  ])('has the platform of a configuration %s', (_, configuration, platform) => {
    const read = storedBaseline(report([system()], image(configuration)), 'b')
    expect(read.scans.map((one) => one.platform)).toEqual([platform])
    expect(read.findings[0]?.platforms).toEqual(platform === '' ? [] : [platform])
  })

  test('counts what VEX suppressed, and what is there twice once', () => {
    const modified = { Type: 'vulnerability', Status: 'not_affected', Finding: lodash }
    const twice = [muslVulnerability(), muslVulnerability()]
    const text = report([
      system({ Vulnerabilities: twice, ExperimentalModifiedFindings: [modified] }),
    ])
    const { findings } = storedBaseline(text, 'b')
    expect(findings.map(({ id }) => id)).toEqual(['CVE-2026-1', 'CVE-2026-2'])
  })
})

describe('an error says what is wrong with', () => {
  const without = (path: readonly (string | number)[], value?: unknown): string => {
    const whole = JSON.parse(stored())
    const at = path.slice(0, -1).reduce((from, name) => from[name], whole)
    const last = path.at(-1) ?? ''
    if (value === undefined) delete at[last]
    else at[last] = value
    return JSON.stringify(whole)
  }

  test.each<[string, string, string]>([
    ['nothing', '', 'no JSON'],
    ['half of a report', stored().slice(0, -9), 'cut off'],
    ['a list', '[]', 'no JSON object'],
    ['another format', '{"bomFormat":"CycloneDX"}', "neither this action's findings nor trivy's"],
    ['an inherited name', '{"__proto__":{"schemaVersion":1}}', 'neither'],
    ['a newer form', without(['schemaVersion'], 2), 'schemaVersion is 2, and only 1 is known'],
    ['no version', without(['schemaVersion'], 'x'), 'schemaVersion is not a whole number'],
    ['lost findings', without(['findings']), 'findings is not there'],
    ['null for findings', without(['findings'], null), 'findings is not anything but null'],
    ['lost scans', without(['scans']), 'scans is not there'],
    ['no scan', without(['scans'], []), 'no scan'],
    ['a lost platform', without(['scans', 1, 'platform']), 'scans[1].platform is not there'],
    ['packages of another form', without(['scans', 0, 'packages'], [{}]), 'packages[0].name'],
    ['a finding without a kind', without(['findings', 0, 'kind']), 'findings[0].kind is not there'],
    ['an empty kind', without(['findings', 0, 'kind'], ''), 'findings[0].kind is not there'],
    ['a kind of its own', without(['findings', 0, 'kind'], 'bug'), 'one of vulnerability'],
    ['an empty severity', without(['findings', 0, 'severity'], ''), 'severity is not there'],
    ['a severity of its own', without(['findings', 1, 'severity'], 'NONE'), 'one of CRITICAL'],
    ['a lost purl', without(['findings', 0, 'purl']), 'findings[0].purl is not there'],
    ['a lost file', without(['findings', 2, 'file']), 'findings[2].file is not there'],
    ['a line of text', without(['findings', 3, 'startLine'], '3'), 'startLine is not a whole'],
    ['platforms of numbers', without(['findings', 4, 'platforms'], [1]), 'platforms[0] is not'],
    ["trivy's newer form", report([], { SchemaVersion: 3 }), 'SchemaVersion is 3'],
    ["trivy's null", report([system({ Vulnerabilities: null })]), 'anything but null'],
  ])('%s', (_, text, wrong) => {
    const act = () => storedBaseline(text, 'old\n/base.json')
    expect(act).toThrow(UserError)
    expect(act).toThrow("Input 'baseline' names 'old\\n/base.json'")
    expect(act).toThrow(wrong)
    expect(act).toThrow('--list-all-pkgs')
  })

  test('an address that is no https one is dropped', () => {
    const text = without(['findings', 0, 'url'], 'javascript:alert(1)')
    expect(storedBaseline(text, 'b').findings[0]?.url).toBe('')
  })

  test('whatever is changed in it, it is read or refused', () => {
    const paths = fc.constantFrom<readonly (string | number)[]>(
      ['findings', 0, 'id'],
      ['findings', 1, 'aliases'],
      ['findings', 2, 'endLine'],
      ['findings', 0, 'score'],
      ['findings', 3],
      ['scans', 0],
      ['scans'],
      ['reference'],
      ['schemaVersion'],
    )
    fc.assert(
      fc.property(paths, fc.jsonValue({ maxDepth: 2 }), (path, value) => {
        try {
          storedBaseline(without(path, value), 'b')
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(UserError)
        }
      }),
    )
  })
})
