import type { Assessed, AssessedSubject } from '@ci-kit/trivy-scan/findings/assessed'
import type { Finding } from '@ci-kit/trivy-scan/findings/finding'
import { sarifFiles } from '@ci-kit/trivy-scan/report/sarif'
import { repositoryOf } from '@ci-kit/trivy-scan/report/sarif-location'
import type { SarifOptions, SarifSource } from '@ci-kit/trivy-scan/report/sarif-options'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { text } from '../findings/arbitrary-findings.ts'
import {
  license,
  misconfiguration,
  npmVulnerability,
  secret,
  vulnerability,
} from '../findings/sample-findings.ts'
import { runsOf, sarifErrors } from './sarif-schema.ts'
import { anySubject, assessed, scan, subject } from './subjects.ts'

const IMAGE: SarifSource = { kind: 'image' }
const OPTIONS: SarifOptions = {
  source: IMAGE,
  trivyVersion: '0.74.0',
  category: 'trivy-scan/r.test/app',
}

const files = (of: AssessedSubject, over: Partial<SarifOptions> = {}) =>
  sarifFiles(of, { ...OPTIONS, ...over })

const firstRun = (of: AssessedSubject, over: Partial<SarifOptions> = {}) => {
  const [run] = runsOf(files(of, over)[0]?.text ?? '')
  if (run === undefined) throw new Error('no run')
  return run
}

const resultsOf = (...findings: readonly Assessed[]) => firstRun(subject(findings)).results
const ALL: readonly Finding[] = [
  vulnerability(),
  npmVulnerability(),
  misconfiguration({ platforms: ['linux/amd64'] }),
  secret(),
  license(),
]

describe('every file is valid', () => {
  const source: fc.Arbitrary<SarifSource> = fc.oneof(
    fc.constant(IMAGE),
    fc.record({ path: text, line: fc.integer({ min: 1, max: 99 }) }).map((dockerfile) => ({
      kind: 'image' as const,
      dockerfile,
    })),
    text.map((folder) => ({ kind: 'files' as const, folder })),
    text.map((path) => ({ kind: 'file' as const, path })),
  )

  test('whatever was found, wherever', () => {
    fc.assert(
      fc.property(anySubject, source, text, (one, from, version) => {
        const options = { source: from, trivyVersion: version, category: one.name }
        const [file, ...others] = sarifFiles(one, options)
        expect(others).toEqual([])
        expect(sarifErrors(file?.text ?? '')).toEqual([])
        for (const { tool, results } of runsOf(file?.text ?? '')) {
          const { rules } = tool.driver
          expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length)
          for (const { ruleId, ruleIndex } of results) expect(rules[ruleIndex]?.id).toBe(ruleId)
          expect(new Set(results.map((result) => result.ruleIndex)).size).toBe(rules.length)
        }
      }),
    )
  })

  test('and a wrong one is noticed', () => {
    const [file] = files(subject(ALL.map((one) => assessed(one))))
    const whole = JSON.parse(file?.text ?? '')
    whole.runs[0].results[0].suppressions = []
    whole.runs[0].results[1].locations[0].physicalLocation.region.startLine = 0
    expect(sarifErrors(JSON.stringify(whole))).toEqual([
      '/runs/0/results/0 must NOT have additional properties',
      '/runs/0/results/1/locations/0/physicalLocation/region/startLine must be >= 1',
    ])
  })
})

describe('what is left out', () => {
  const ignored = { by: 'vex', reason: 'r', owner: '', expires: '' } as const

  test.each<[string, Partial<Assessed>]>([
    ['was ignored', { suppression: ignored }],
    ['is below report-severity', { reported: false }],
  ])('%s', (_, over) => {
    const some = [assessed(secret()), assessed(vulnerability(), over)]
    expect(resultsOf(...some).map(({ ruleId }) => ruleId)).toEqual(['aws-access-key-id'])
  })

  test('all of it: there is a run all the same, which closes old alerts', () => {
    const run = firstRun(subject([]))
    expect(run).toMatchObject({
      results: [],
      automationDetails: { id: `${OPTIONS.category}/linux/amd64/` },
    })
  })
})

describe('a fingerprint', () => {
  const hashes = (of: AssessedSubject, over: Partial<SarifOptions> = {}) =>
    firstRun(of, over).results.map((one) => one.partialFingerprints.primaryLocationLineHash)
  const some = ALL.map((one) => assessed(one))
  const dockerfile = (line: number): SarifSource => ({
    kind: 'image',
    dockerfile: { path: 'Dockerfile', line },
  })
  const before = hashes(subject(some))

  test.each<[string, AssessedSubject, Partial<SarifOptions>]>([
    [
      'another tag and digest',
      subject(some, {
        name: 'r.test/app:2',
        reference: 'r.test/app@sha256:2',
        digest: 'sha256:2',
        scans: [scan('linux/amd64', { digest: 'sha256:3' })],
      }),
      {},
    ],
    ['another line of the Dockerfile', subject(some), { source: dockerfile(9) }],
    ['another version of trivy', subject(some), { trivyVersion: '0.75.0' }],
    [
      'more platforms',
      subject(
        some.map((one) => ({
          ...one,
          finding: { ...one.finding, platforms: ['linux/amd64', 'linux/arm64'] },
        })),
        { scans: [scan('linux/amd64'), scan('linux/arm64')] },
      ),
      {},
    ],
    ['another order', subject(some.toReversed()), {}],
    ['more findings', subject([assessed(secret({ id: 'a', severity: 'LOW' })), ...some]), {}],
  ])('stays with %s', (_, of, over) =>
    expect(hashes(of, over)).toEqual(expect.arrayContaining(before)),
  )

  test('differs between findings, and between two of one kind in one place', () => {
    const twice = [assessed(secret()), assessed(secret({ startLine: 9, endLine: 9 })), ...some]
    const all = hashes(subject(twice.slice(0, 2)))
    expect(all[0]?.replace(/:\d+$/, '')).toBe(all[1]?.replace(/:\d+$/, ''))
    expect(new Set([...all, ...before]).size).toBe(before.length + 1)
  })
})

describe('categories', () => {
  test('there is one for each platform', () => {
    const platforms = ['linux/amd64', 'linux/arm64', 'linux/arm/v7']
    const found = vulnerability({ platforms: ['linux/arm64'] })
    const [file] = files(subject([assessed(found)], { scans: platforms.map((one) => scan(one)) }))
    expect(file?.categories).toEqual(platforms.map((one) => `${OPTIONS.category}/${one}`))
    expect(runsOf(file?.text ?? '').map(({ results }) => results.length)).toEqual([0, 1, 0])
  })

  test('what is no image has the one that it was given', () => {
    const [file] = files(subject([], { scans: [scan('')] }))
    expect(file?.categories).toEqual([OPTIONS.category])
  })

  test('each comes once, in more files than one when there are more than 20', () => {
    const scans = Array.from({ length: 41 }, (_, at) => scan(`linux/arm/v${at % 40}`))
    const made = files(subject([], { scans }))
    expect(made.map(({ categories }) => categories.length)).toEqual([20, 20, 1])
    const all = made.flatMap(({ categories }) => categories)
    expect(new Set(all).size).toBe(41)
    const ids = made.flatMap((file) => runsOf(file.text)).map((run) => run.automationDetails.id)
    expect(ids).toEqual(all.map((one) => `${one}/`))
  })

  test('is one line, and short', () => {
    const made = files(subject([]), { category: `a\n${'b'.repeat(1_000)}` })
    expect(made[0]?.categories[0]).toMatch(/^a\\nb{398}… \(602 more characters\)\/linux\/amd64$/)
  })

  test.each([
    ['r.test:5000/app:1@sha256:1', 'r.test:5000/app'],
    ['r.test:5000/app', 'r.test:5000/app'],
  ])('the repository of %j has no tag', (name, repository) =>
    expect(repositoryOf(name)).toBe(repository),
  )
})

describe('places', () => {
  const placeOf = (finding: Finding, source: SarifSource, over: Partial<AssessedSubject> = {}) => {
    const here = { ...finding, platforms: ['linux/amd64'] }
    const { locations } = firstRun(subject([assessed(here)], over), { source }).results[0] ?? {}
    const { artifactLocation, region } = locations?.[0]?.physicalLocation ?? {}
    return `${artifactLocation?.uri}:${region?.startLine}-${region?.endLine}`
  }
  const file: SarifSource = {
    kind: 'image',
    dockerfile: { path: './web/Dockerfile', line: 7 },
  }
  const at = { startLine: 3, endLine: 5 }

  test.each<[string, Finding, SarifSource, string]>([
    ['an image is its repository', vulnerability(), IMAGE, 'r.test/app:1-1'],
    ['an image with a Dockerfile is its line', npmVulnerability(), file, 'web/Dockerfile:7-7'],
    [
      'a check of a file is its lines',
      misconfiguration(at),
      { kind: 'files', folder: 'a' },
      'a/Dockerfile:3-5',
    ],
    ['a secret is its lines', secret(), { kind: 'files', folder: '' }, 'app/.env:3-3'],
    [
      'a check without lines is the first',
      misconfiguration(),
      { kind: 'files', folder: '' },
      'Dockerfile:1-1',
    ],
    [
      'lines the wrong way are one',
      misconfiguration({ startLine: 4, endLine: 2 }),
      { kind: 'files', folder: '' },
      'Dockerfile:4-4',
    ],
    [
      'a package of a folder is its file',
      npmVulnerability(),
      { kind: 'files', folder: 'a' },
      'a/app/node_modules/%40org/lib/package.json:1-1',
    ],
    ['an SBOM is itself', npmVulnerability(), { kind: 'file', path: '/x/b.json' }, 'x/b.json:1-1'],
    [
      'what leads out of the root stays in it',
      secret({ file: '../../etc/passwd' }),
      { kind: 'files', folder: 'a' },
      'etc/passwd:3-3',
    ],
    [
      'nothing at all has a name',
      npmVulnerability({ packagePath: '', target: '' }),
      { kind: 'files', folder: '' },
      'artifact:1-1',
    ],
  ])('of %s', (_, finding, source, place) => expect(placeOf(finding, source)).toBe(place))

  test('of an image of a registry with a port', () => {
    expect(placeOf(vulnerability(), IMAGE, { name: 'r.test:5000/a/b:1' })).toBe(
      'r.test%3A5000/a/b:1-1',
    )
  })
})

describe('rules', () => {
  test('come once, with indices that point at them, and by their worst finding', () => {
    const { tool, results } = firstRun(
      subject([
        assessed(vulnerability({ severity: 'LOW', score: 2 })),
        assessed(secret()),
        assessed(npmVulnerability({ id: 'CVE-2026-1', severity: 'HIGH', score: 8 })),
      ]),
    )
    expect(tool.driver.rules.map(({ id }) => id)).toEqual(['aws-access-key-id', 'CVE-2026-1'])
    expect(results.map(({ ruleIndex, level }) => [ruleIndex, level])).toEqual([
      [0, 'error'],
      [1, 'error'],
      [1, 'note'],
    ])
    expect(tool.driver.rules[1]?.properties['security-severity']).toBe('8.0')
  })

  test.each<[string, Finding, string | undefined]>([
    ['a score within the severity', vulnerability({ score: 7.5 }), '7.5'],
    ['a score above the severity', vulnerability({ severity: 'LOW', score: 9.8 }), '3.9'],
    ['a score below the severity', vulnerability({ severity: 'CRITICAL', score: 7 }), '9.1'],
    ['no score', vulnerability({ severity: 'MEDIUM', score: undefined }), '5.5'],
    ['a secret', secret(), '9.5'],
    ['an unknown severity', vulnerability({ severity: 'UNKNOWN' }), undefined],
    ['a licence', license(), undefined],
  ])('say the severity of %s', (_, finding, severity) => {
    const [rule] = firstRun(subject([assessed(finding)])).tool.driver.rules
    expect(rule?.properties['security-severity']).toBe(severity)
  })
})

describe('a hostile text', () => {
  const nasty = '\u0000\u001b[31m\u2028\u202e[a](https://evil.test){0}<script>@octo\n::error::x'
  const long = 'é"\\'.repeat(350_000)

  test.each([
    ['controls', nasty],
    ['a megabyte', long],
    ['half a character where it is cut', `${'x'.repeat(999)}😀y`],
  ])('of %s stays valid and short', (_, hostile) => {
    const name = `${hostile}/a`
    const one = subject(
      [
        assessed(
          vulnerability({
            id: hostile,
            title: hostile,
            description: hostile,
            packageName: hostile,
            target: hostile,
          }),
        ),
        assessed(misconfiguration({ message: hostile, file: hostile, platforms: ['linux/amd64'] })),
      ],
      { name, reference: hostile, scans: [scan('linux/amd64', { operatingSystem: hostile })] },
    )
    const [file] = files(one, { category: name })
    const [run] = runsOf(file?.text ?? '')
    expect(file?.text).not.toMatch(/[\p{Cc}\u2028\u2029\u202e]|\\u00[01]/u)
    expect(file?.text.length).toBeLessThan(250_000)
    const texts = [
      ...(run?.results ?? []).map(({ message }) => message.text),
      ...(run?.tool.driver.rules ?? []).flatMap((rule) => [
        rule.shortDescription.text,
        rule.fullDescription.text,
        rule.help.text,
      ]),
    ].join('\n')
    expect(texts).not.toMatch(/\]\(|\{\d|\p{Cs}/u)
    expect(run?.tool.driver.rules.map(({ help }) => help.markdown).join()).not.toMatch(
      /<script|\]\(https:\/\/evil|@octo/,
    )
  })
})
