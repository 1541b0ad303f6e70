import { UserError } from '@ci-kit/core/errors'
import { parseReportJson } from '@ci-kit/trivy-scan/findings/parse-report'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { lodash, muslVulnerability, type Result, reportJson, system } from './reports.ts'
import { vulnerability } from './sample-findings.ts'

const IMAGE = { platform: 'linux/amd64', digest: 'sha256:1' }
const FILES = { platform: '', digest: '' }

const parse = (results: readonly Result[], over: Record<string, unknown> = {}) =>
  parseReportJson(reportJson(results, over), IMAGE)

test('a vulnerability of the operating system, without the name of the image', () => {
  const { scan, notes } = parse([system()])
  expect(scan).toMatchObject({ ...IMAGE, operatingSystem: 'alpine 3.20.0', endOfLife: true })
  expect(scan.findings).toEqual([
    vulnerability({
      description: 'Long.',
      layer: 'sha256:d',
      aliases: ['ALPINE-1'],
      publishedAt: '2026-01-02T03:04:05.000Z',
    }),
  ])
  expect(notes).toEqual([])
})

describe('the path of a package is', () => {
  test.each<[string, Result, string]>([
    [
      'its own',
      { Target: 'Node.js', Class: 'lang-pkgs', Vulnerabilities: [lodash] },
      'app/node_modules/lodash/package.json',
    ],
    [
      'that of its lock file',
      {
        Target: 'app/package-lock.json',
        Class: 'lang-pkgs',
        Vulnerabilities: [{ ...lodash, PkgPath: '' }],
      },
      'app/package-lock.json',
    ],
    ['none in the operating system', system(), ''],
  ])('%s', (_, result, path) =>
    expect(parse([result]).scan.findings[0]).toMatchObject({ packagePath: path }),
  )
})

describe('the score', () => {
  test.each<[string, object, number | undefined]>([
    ['goes by the source of the severity', { redhat: { V3Score: 9 }, nvd: { V3Score: 7 } }, 9],
    ['then by NVD', { nvd: { V3Score: 7 }, ghsa: { V3Score: 9.9 } }, 7],
    ['then by the highest', { ghsa: { V3Score: 5 }, ubuntu: { V3Score: 6 } }, 6],
    ['takes version 4 where there is no version 3', { nvd: { V40Score: 8, V2Score: 1 } }, 8],
    ['takes version 2 at last', { nvd: { V2Score: 4.3 } }, 4.3],
    ['is not known when nobody gave one', {}, undefined],
  ])('%s', (_, CVSS, score) => {
    const found = system({
      Vulnerabilities: [muslVulnerability({ CVSS, SeveritySource: 'redhat' })],
    })
    expect(parse([found]).scan.findings[0]).toMatchObject({ score })
  })
})

test('what the database has no details on is unknown, not harmless', () => {
  const bare = { VulnerabilityID: 'CVE-2026-9', PkgName: 'zlib' }
  const [found] = parse([system({ Vulnerabilities: [bare] })]).scan.findings
  expect(found).toMatchObject({
    severity: 'UNKNOWN',
    status: 'unknown',
    fixedVersion: '',
    url: '',
    purl: '',
    publishedAt: '',
  })
})

test.each(['http://x.test/', 'javascript:alert(1)', 'https://u:p@x.test/', 'x', '//x.test'])(
  'the address %s is dropped',
  (PrimaryURL) => {
    const found = system({ Vulnerabilities: [muslVulnerability({ PrimaryURL })] })
    expect(parse([found]).scan.findings[0]).toMatchObject({ url: '' })
  },
)

describe('misconfigurations', () => {
  const check = (over: object = {}) => ({
    ID: 'DS-0002',
    Title: 'No root',
    Description: 'Why.',
    Message: 'Last USER should not be root',
    Resolution: 'Add USER',
    Severity: 'HIGH',
    PrimaryURL: 'https://avd.aquasec.com/misconfig/ds-0002',
    Status: 'FAIL',
    CauseMetadata: { StartLine: 3, EndLine: 4, Code: { Lines: [{ Content: 'ENV KEY=hunter2' }] } },
    ...over,
  })

  test('are read with their lines, and without their code', () => {
    const found = { Target: 'a/Dockerfile', Class: 'config', Misconfigurations: [check()] }
    const { scan } = parseReportJson(reportJson([found]), FILES)
    expect(scan.findings).toEqual([
      {
        kind: 'misconfiguration',
        id: 'DS-0002',
        severity: 'HIGH',
        title: 'No root',
        description: 'Why.',
        url: 'https://avd.aquasec.com/misconfig/ds-0002',
        target: 'a/Dockerfile',
        platforms: [],
        file: 'a/Dockerfile',
        startLine: 3,
        endLine: 4,
        message: 'Last USER should not be root',
        resolution: 'Add USER',
      },
    ])
  })

  test.each([
    ['FAIL', 1],
    [undefined, 1],
    ['PASS', 0],
    ['EXCEPTION', 0],
  ])('with status %s are %d finding', (Status, count) => {
    const result = { Target: 'D', Class: 'config', Misconfigurations: [check({ Status })] }
    expect(parse([result]).scan.findings).toHaveLength(count)
  })

  test('of the image itself have no file', () => {
    const name = 'r.test/app@sha256:1'
    const result = { Target: name, Class: 'config', Misconfigurations: [check()] }
    expect(parse([result]).scan.findings[0]).toMatchObject({
      target: 'image configuration',
      file: '',
    })
  })
})

describe('secrets', () => {
  const key = {
    RuleID: 'aws-access-key-id',
    Category: 'AWS',
    Severity: 'CRITICAL',
    Title: 'AWS Access Key ID',
    StartLine: 2,
    EndLine: 2,
    Match: 'KEY=****',
    Code: { Lines: [{ Number: 3, Content: 'OTHER=hunter2' }] },
  }

  test('carry neither what was matched nor the lines around it', () => {
    const { scan } = parse([{ Target: '/app/.env', Class: 'secret', Secrets: [key] }])
    expect(scan.findings).toEqual([
      {
        kind: 'secret',
        id: 'aws-access-key-id',
        severity: 'CRITICAL',
        title: 'AWS Access Key ID',
        description: '',
        url: '',
        target: 'app/.env',
        platforms: ['linux/amd64'],
        file: 'app/.env',
        startLine: 2,
        endLine: 2,
        category: 'AWS',
      },
    ])
    expect(JSON.stringify(scan)).not.toMatch(/hunter2|\*\*\*/)
  })
})

describe('licences', () => {
  const gpl = { Severity: 'HIGH', Category: 'restricted', PkgName: 'bash', Name: 'GPL-3.0-only' }

  test.each<[string, object, object]>([
    ['of a package', { FilePath: 'a/package.json' }, { packageName: 'bash', file: '' }],
    ['of a file', { PkgName: '', FilePath: '/LICENSE' }, { packageName: '', file: 'LICENSE' }],
    ['without a category', { Category: '' }, { category: 'unknown' }],
  ])('%s', (_, over, expected) => {
    const result = { Target: 'OS Packages', Class: 'license', Licenses: [{ ...gpl, ...over }] }
    expect(parse([result]).scan.findings[0]).toMatchObject({
      kind: 'license',
      id: 'GPL-3.0-only',
      ...expected,
    })
  })
})

test('packages are read, with versions as vulnerabilities have them', () => {
  const bash = {
    Name: 'bash',
    Version: '5.2',
    Release: 'r0',
    Epoch: 1,
    Identifier: { PURL: 'pkg:rpm/x/bash@5.2-r0?epoch=1' },
    Licenses: ['GPL'],
  }
  expect(parse([system({ Packages: [bash, { Name: 'root' }] })]).scan.packages).toEqual([
    {
      name: 'bash',
      version: '1:5.2-r0',
      purl: 'pkg:rpm/x/bash@5.2-r0?epoch=1',
      path: '',
      target: 'alpine 3.20.0',
      licenses: ['GPL'],
    },
    { name: 'root', version: '', purl: '', path: '', target: 'alpine 3.20.0', licenses: [] },
  ])
})

describe('what VEX suppresses', () => {
  const modified = (over: object = {}) =>
    system({
      ExperimentalModifiedFindings: [
        {
          Type: 'vulnerability',
          Status: 'not_affected',
          Statement: 'vulnerable_code_not_present',
          Source: 'vex.json',
          Finding: lodash,
          ...over,
        },
      ],
    })

  test.each(['not_affected', 'fixed'])('with status %s is a finding with a mark', (Status) => {
    const { scan, vexMarks } = parse([modified({ Status })])
    expect(scan.findings.map(({ id }) => id)).toEqual(['CVE-2026-1', 'CVE-2026-2'])
    expect([...vexMarks]).toEqual([
      [scan.findings[1], { status: Status, statement: 'vulnerable_code_not_present' }],
    ])
  })

  test.each(['affected', 'under_investigation', 'ignored', 'unknown', ''])(
    'with status %s is a finding like every other',
    (Status) => {
      const { scan, vexMarks } = parse([modified({ Status })])
      expect(scan.findings).toHaveLength(2)
      expect(vexMarks.size).toBe(0)
    },
  )

  test('must be of a known type', () => {
    expect(() => parse([modified({ Type: 'wasm' })])).toThrow("trivy's report: a modified finding")
  })
})

test('a class that is not known is told, and its findings are read', () => {
  const { scan, notes } = parse([system({ Class: 'custom\n::x' })])
  expect(scan.findings).toHaveLength(1)
  expect(notes).toEqual([expect.stringContaining("class 'custom\\n::x'")])
})

describe('a report without results', () => {
  test('is one of an artifact with nothing in it', () => {
    const { scan } = parseReportJson(reportJson(undefined, { Metadata: {} }), IMAGE)
    expect(scan).toEqual({
      ...IMAGE,
      operatingSystem: '',
      endOfLife: false,
      findings: [],
      packages: [],
    })
  })
})

describe('no report of trivy', () => {
  test.each<[string, Result, string]>([
    ['an empty object', {}, 'SchemaVersion is 0'],
    ['the next schema', reportJson([], { SchemaVersion: 3 }), 'SchemaVersion is 3'],
    ['without a name', reportJson([], { ArtifactName: '' }), 'ArtifactName'],
    ['without a type', reportJson([], { ArtifactType: undefined }), 'ArtifactType'],
    ['with null for results', reportJson([], { Results: null }), 'Results'],
    ['with an object for results', reportJson([], { Results: {} }), 'Results is not a list'],
    ['with a text as result', reportJson([], { Results: ['x'] }), 'Results[0] is not an object'],
    [
      'with a wrong member',
      reportJson([system({ Vulnerabilities: [muslVulnerability({ FixedVersion: 1 })] })]),
      'Results[0].Vulnerabilities[0].FixedVersion is not a text',
    ],
    [
      'with a vulnerability without a name',
      reportJson([system({ Vulnerabilities: [muslVulnerability({ VulnerabilityID: '' })] })]),
      'VulnerabilityID is not there',
    ],
    [
      'with a severity of its own',
      reportJson([system({ Vulnerabilities: [muslVulnerability({ Severity: 'NONE' })] })]),
      'Severity is not one of UNKNOWN',
    ],
    [
      'with a score out of range',
      reportJson([
        system({ Vulnerabilities: [muslVulnerability({ CVSS: { a: { V3Score: 11 } } })] }),
      ]),
      'CVSS.a.V3Score is not a score',
    ],
    ['with null for vulnerabilities', reportJson([system({ Vulnerabilities: null })]), 'null'],
  ])('%s is an error that says what is wrong, and what to do', (_, value, wrong) => {
    const act = () => parseReportJson(value, IMAGE)
    expect(act).toThrow(UserError)
    expect(act).toThrow("trivy's report")
    expect(act).toThrow(wrong)
    expect(act).toThrow("input 'version'")
  })

  test('whatever stands in it is read or refused', () => {
    const names = fc.constantFrom(
      'Target',
      'Class',
      'Packages',
      'Vulnerabilities',
      'Misconfigurations',
      'Secrets',
      'Licenses',
      'ExperimentalModifiedFindings',
      'Severity',
      'CVSS',
      'Name',
      '__proto__',
    )
    const leaf = fc.jsonValue({ maxDepth: 1 })
    // Level by level: what refers to itself grows without bounds.
    const above = (value: fc.Arbitrary<unknown>) =>
      fc.dictionary(names, fc.oneof(leaf, value, fc.array(value, { maxLength: 3 })), {
        maxKeys: 6,
      })
    const results = fc.array(above(above(above(leaf))), { maxLength: 3 })
    fc.assert(
      fc.property(results, (results) => {
        try {
          parseReportJson(JSON.parse(JSON.stringify(reportJson(results))), IMAGE)
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(UserError)
        }
      }),
    )
  })
})
