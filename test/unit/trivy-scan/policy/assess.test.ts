import type { Finding } from '@ci-kit/trivy-scan/findings/finding'
import { assess } from '@ci-kit/trivy-scan/policy/assess'
import type { Baseline } from '@ci-kit/trivy-scan/policy/baseline'
import { parseFailOn } from '@ci-kit/trivy-scan/policy/fail-on'
import type { IgnoreEntry } from '@ci-kit/trivy-scan/policy/ignore-entry'
import { ignoreIndex } from '@ci-kit/trivy-scan/policy/ignored'
import { parseLicenseDeny } from '@ci-kit/trivy-scan/policy/license-deny'
import { verdict } from '@ci-kit/trivy-scan/policy/verdict'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import {
  ALL_KINDS,
  GIVEN,
  license,
  packageOf,
  rules,
  scan,
  secret,
  someFinding,
  subject,
  vulnerability,
} from './samples.ts'

const high = { failOn: parseFailOn('high', GIVEN) }
const one = (finding: Finding, given: Parameters<typeof rules>[0], baseline?: Baseline) =>
  assess(subject(), [finding], rules(given), baseline).findings[0]

const baselineOf = (findings: readonly Finding[], sameDatabase: boolean): Baseline => ({
  name: 'main',
  findings,
  scans: [scan({ packages: [packageOf()] })],
  sameDatabase,
})

const NO_RULES = { expired: [] }

describe('four standings, gate on and off', () => {
  const found = vulnerability()
  const cases = [
    ['introduced', [found], baselineOf([], true)],
    ['existing', [found], baselineOf([found], true)],
    ['newly-published', [found], baselineOf([], false)],
    ['fixed', [], baselineOf([found], true)],
  ] as const
  const wanted = { introduced: 0, existing: 0, newlyPublished: 0, fixed: 0 }
  const names = { 'newly-published': 'newlyPublished' } as const

  test.each(
    cases.flatMap(([standing, findings, baseline]) =>
      ['high', 'none'].map((gate) => ({ standing, findings, baseline, gate })),
    ),
  )('$standing with the gate $gate', ({ standing, findings, baseline, gate }) => {
    const given = rules({ failOn: parseFailOn(gate, GIVEN) })
    const assessed = assess(subject(), findings, given, baseline)
    const isFailing = standing === 'introduced' && gate === 'high'
    expect(assessed.findings.map((item) => item.standing)).toEqual(
      standing === 'fixed' ? [] : [standing],
    )
    expect(assessed.findings.map(({ failing }) => failing)).toEqual(findings.map(() => isFailing))
    expect(assessed.fixed).toEqual(standing === 'fixed' ? [found] : [])
    expect(assessed.baseline).toBe('main')
    const name = standing === 'newly-published' ? names[standing] : standing
    expect(verdict([assessed], NO_RULES)).toMatchObject({
      ...wanted,
      [name]: 1,
      failing: Number(isFailing),
      verdict: isFailing ? 'fail' : 'pass',
    })
  })

  test('without a baseline everything counts and nothing has a standing', () => {
    const assessed = assess(subject(), [found], rules(high), undefined)
    expect(assessed).toMatchObject({ baseline: '', fixed: [] })
    expect(assessed.findings).toMatchObject([{ standing: undefined, failing: true }])
  })
})

describe('report-severity', () => {
  test.each([
    ['LOW', 'UNKNOWN', 'high', true, false],
    ['LOW', 'HIGH', 'high', false, false],
    ['HIGH', 'HIGH', 'none', true, false],
    ['LOW', 'CRITICAL', 'low', true, true],
    ['UNKNOWN', 'LOW', 'none', false, false],
  ] as const)(
    '%s with report-severity %s and fail-on %s',
    (severity, wanted, gate, reported, failing) => {
      const given = { reportSeverity: wanted, failOn: parseFailOn(gate, GIVEN) }
      expect(one(vulnerability({ severity }), given)).toMatchObject({ reported, failing })
    },
  )
})

describe('a licence that asks for next to nothing', () => {
  const mit = license({ id: 'MIT', category: 'notice', severity: 'LOW' })
  const seen = (text: string, deny = '') =>
    one(mit, {
      failOn: parseFailOn(text, GIVEN),
      licenseDeny: parseLicenseDeny(deny, ALL_KINDS),
    })

  test('neither counts nor is shown', () => {
    expect(seen('high')).toMatchObject({ leftOut: true, failing: false, reported: false })
    const subjectOfIt = assess(subject(), [mit], rules(), undefined)
    expect(verdict([subjectOfIt], NO_RULES).counts).toMatchObject({ LOW: 0 })
  })

  test.each([
    ['high', 'MIT'],
    ['low', ''],
    ['license', ''],
  ])('fails all the same with fail-on %s and license-deny %s', (text, deny) => {
    expect(seen(text, deny)).toMatchObject({ leftOut: false, failing: true, reported: true })
  })

  test('is shown where it is denied, even when nothing fails', () => {
    expect(seen('none', 'MIT')).toMatchObject({ leftOut: false, failing: false, reported: true })
  })
})

describe('ignore-unfixed', () => {
  const unfixed = vulnerability({ fixedVersion: '', status: 'will_not_fix' })

  test.each([
    ['a vulnerability without a fix', unfixed, false],
    ['one with a fix', vulnerability(), true],
    ['one that trivy calls fixed without a version', { ...unfixed, status: 'fixed' }, true],
    ['a secret', secret(), true],
    ['a licence', license(), true],
  ] as const)('%s', (_, finding, counts) => {
    const given = { ...high, ignoreUnfixed: true }
    expect(one(finding, given)).toMatchObject({ failing: counts, reported: counts })
    expect(one(finding, high)).toMatchObject({ failing: true, reported: true })
  })

  test('what it leaves out does not count', () => {
    const given = rules({ ...high, ignoreUnfixed: true })
    const baseline = baselineOf(
      [vulnerability({ id: 'CVE-2020-1', fixedVersion: '', status: '' })],
      true,
    )
    const assessed = assess(subject(), [unfixed], given, baseline)
    expect(assessed.fixed).toEqual([])
    expect(verdict([assessed], NO_RULES)).toMatchObject({
      verdict: 'pass',
      introduced: 0,
      counts: { HIGH: 0 },
    })
  })
})

const entry = (given: Partial<IgnoreEntry> = {}): IgnoreEntry => ({
  kind: 'vulnerability',
  id: 'CVE-2026-0001',
  paths: [],
  purls: [],
  statement: 'no harm',
  owner: 'me',
  expires: '2026-12-31',
  file: 'i.yaml',
  line: 2,
  ...given,
})

describe('suppressed findings', () => {
  test('stay, with what was written down, and fail no more', () => {
    expect(one(vulnerability(), { ...high, ignores: ignoreIndex([entry()]) })).toMatchObject({
      suppression: { by: 'ignore-file', reason: 'no harm', owner: 'me', expires: '2026-12-31' },
      failing: false,
      reported: true,
    })
  })

  test('by VEX too; the ignore file speaks first', () => {
    const vex = () => ({ by: 'vex', reason: 'not affected', owner: '', expires: '' }) as const
    expect(one(vulnerability(), { ...high, vex })).toMatchObject({
      suppression: { by: 'vex' },
      failing: false,
    })
    expect(one(vulnerability(), { vex, ignores: ignoreIndex([entry()]) })?.suppression?.by).toBe(
      'ignore-file',
    )
  })
})

test('the lists mark what they know, and the gate uses it', () => {
  const lists = {
    kev: { ids: new Set(['CVE-2026-0001']), releasedAt: undefined },
    epss: { scores: new Map([['CVE-2026-0001', 0.8]]), scoredAt: undefined },
  }
  const low = vulnerability({ severity: 'LOW' })
  for (const gate of ['kev', 'epss>=0.8', 'low+kev+epss>=0.1+fixable']) {
    expect(one(low, { ...lists, failOn: parseFailOn(gate, GIVEN) })).toMatchObject({
      knownExploited: true,
      epss: 0.8,
      failing: true,
    })
  }
  expect(one(low, {})).toMatchObject({ knownExploited: false, epss: undefined })
})

describe('license-deny', () => {
  const gpl = license({ severity: 'LOW' })
  const licenseDeny = parseLicenseDeny('GPL-3.0', ALL_KINDS)
  test.each([
    ['fails whatever the severity', { licenseDeny, failOn: parseFailOn('critical', GIVEN) }, true],
    ['is reported when it fails', { licenseDeny, reportSeverity: 'HIGH' as const, ...high }, true],
    ['fails nothing with fail-on none', { licenseDeny }, false],
    [
      'can be ignored',
      { licenseDeny, ...high, ignores: ignoreIndex([entry({ kind: 'license', id: gpl.id })]) },
      false,
    ],
  ])('%s', (_, given, failing) => {
    expect(one(gpl, given)).toMatchObject({ failing, reported: true })
  })

  test('lets pass what was there before', () => {
    expect(one(gpl, { licenseDeny, ...high }, baselineOf([gpl], true))?.failing).toBe(false)
    expect(one(gpl, { licenseDeny, ...high }, baselineOf([], true))?.failing).toBe(true)
  })
})

const findings = fc.array(someFinding, { maxLength: 12 })
const gate = fc.constantFrom('none', 'high', 'any', 'critical+fixable', 'secret, low')
const entries = fc.array(
  fc
    .record({
      kind: fc.constantFrom(...ALL_KINDS),
      id: fc.constantFrom('CVE-2026-0001', 'DS-0002', 'aws-access-key-id', 'MIT'),
    })
    .map(entry),
  { maxLength: 3 },
)
const baselines = fc.option(
  fc.tuple(findings, fc.boolean()).map(([of, same]) => baselineOf(of, same)),
  { nil: undefined },
)

describe('whatever is found', () => {
  test('no finding is dropped, and failing ones are reported and count', () => {
    fc.assert(
      fc.property(
        findings,
        gate,
        entries,
        baselines,
        fc.boolean(),
        (found, text, some, baseline, skip) => {
          const given = rules({
            failOn: parseFailOn(text, GIVEN),
            ignores: ignoreIndex(some),
            ignoreUnfixed: skip,
            reportSeverity: 'HIGH',
          })
          const assessed = assess(subject(), found, given, baseline)
          expect(new Set(assessed.findings.map(({ finding }) => finding))).toEqual(new Set(found))
          expect(assessed.findings).toHaveLength(found.length)
          for (const { failing, reported, suppression, standing } of assessed.findings) {
            if (failing)
              expect({ reported, suppression }).toEqual({ reported: true, suppression: undefined })
            if (failing) expect([undefined, 'introduced']).toContain(standing)
            if (text === 'none') expect(failing).toBe(false)
          }
          const said = verdict([assessed], NO_RULES)
          expect(said.verdict === 'fail').toBe(assessed.findings.some(({ failing }) => failing))
          const sum = Object.values(said.counts).reduce((total, count) => total + count, 0)
          const left = assessed.findings.filter(({ leftOut }) => leftOut).length
          expect(sum + said.suppressed + left).toBe(found.length)
        },
      ),
    )
  })

  test('one more entry in an ignore file never adds a failing finding', () => {
    fc.assert(
      fc.property(
        findings,
        gate,
        entries,
        entries,
        baselines,
        (found, text, some, more, baseline) => {
          const failing = (ignored: readonly IgnoreEntry[]) => {
            const given = rules({ failOn: parseFailOn(text, GIVEN), ignores: ignoreIndex(ignored) })
            const assessed = assess(subject(), found, given, baseline).findings
            return new Set(assessed.filter((item) => item.failing).map(({ finding }) => finding))
          }
          expect(
            [...failing([...some, ...more])].filter((item) => !failing(some).has(item)),
          ).toEqual([])
        },
      ),
    )
  })

  test('against itself, nothing fails', () => {
    fc.assert(
      fc.property(findings, (found) => {
        const given = rules({ failOn: parseFailOn('any', GIVEN) })
        const assessed = assess(subject(), found, given, baselineOf(found, true))
        expect(assessed.findings.filter(({ failing }) => failing)).toEqual([])
        expect(assessed.fixed).toEqual([])
      }),
    )
  })

  test('a baseline never adds a failing finding', () => {
    fc.assert(
      fc.property(findings, gate, baselines, (found, text, baseline) => {
        const given = rules({ failOn: parseFailOn(text, GIVEN) })
        const failing = (of: Baseline | undefined) =>
          assess(subject(), found, given, of).findings.filter((item) => item.failing).length
        expect(failing(baseline)).toBeLessThanOrEqual(failing(undefined))
      }),
    )
  })

  test('the order is worst first, and does not depend on the order given', () => {
    fc.assert(
      fc.property(findings, (found) => {
        const order = (of: readonly Finding[]) =>
          assess(subject(), of, rules(high), undefined).findings.map(({ finding }) => finding)
        expect(order(found)).toEqual(order([...found].reverse()))
      }),
    )
    const severities = (['LOW', 'CRITICAL', 'UNKNOWN', 'HIGH', 'MEDIUM'] as const).map((severity) =>
      vulnerability({ severity }),
    )
    expect(
      assess(subject(), severities, rules(), undefined).findings.map(
        ({ finding }) => finding.severity,
      ),
    ).toEqual(['CRITICAL', 'HIGH', 'MEDIUM', 'LOW', 'UNKNOWN'])
  })
})
