import type { Finding, Package } from '@ci-kit/trivy-scan/findings/finding'
import { type Baseline, baselineWarnings, compare } from '@ci-kit/trivy-scan/policy/baseline'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { packageOf, scan, secret, someFinding, subject, vulnerability } from './samples.ts'

const AMD = 'linux/amd64'
const ARM = 'linux/arm64'

const sideOf = (
  findings: readonly Finding[],
  platforms: readonly string[],
  packages?: Package[],
) => ({
  findings,
  scans: platforms.map((platform) =>
    scan({
      platform,
      packages:
        packages ??
        findings.filter((one) => one.kind === 'vulnerability').map((one) => packageOf(one)),
    }),
  ),
})

type Options = {
  readonly sameDatabase?: boolean
  readonly headPlatforms?: readonly string[]
  readonly basePlatforms?: readonly string[]
  readonly basePackages?: Package[]
}

const compared = (head: readonly Finding[], base: readonly Finding[], options: Options = {}) => {
  const { sameDatabase = true, headPlatforms = [''], basePlatforms = [''], basePackages } = options
  const { scans } = sideOf(head, headPlatforms)
  const baseline: Baseline = {
    name: 'main',
    sameDatabase,
    ...sideOf(base, basePlatforms, basePackages),
  }
  const { standings, fixed } = compare({ scans }, head, baseline)
  return { standings: head.map((finding) => standings.get(finding)), fixed }
}

const old = vulnerability()
const other = vulnerability({ id: 'CVE-2026-0002' })

describe('without platforms', () => {
  test.each<[string, Finding[], Finding[], Options, (string | undefined)[], Finding[]]>([
    ['nothing changed', [old], [old], {}, ['existing'], []],
    ['one came', [old, other], [old], {}, ['existing', 'introduced'], []],
    ['one went', [old], [old, other], {}, ['existing'], [other]],
    ['nothing was there', [old], [], {}, ['introduced'], []],
    ['all went', [], [old], {}, [], [old]],
    [
      'published since',
      [old, other],
      [old],
      { sameDatabase: false },
      ['existing', 'newly-published'],
      [],
    ],
    ['no package before', [old], [], { sameDatabase: false }, ['introduced'], []],
    [
      'only packages before',
      [old],
      [],
      { sameDatabase: false, basePackages: [packageOf()] },
      ['newly-published'],
      [],
    ],
    [
      'another version before',
      [old],
      [],
      {
        sameDatabase: false,
        basePackages: [{ ...packageOf(), version: '1', purl: 'pkg:apk/alpine/musl@1' }],
      },
      ['introduced'],
      [],
    ],
    [
      'one database has nothing newly published',
      [old, other],
      [old],
      { basePackages: [packageOf()] },
      ['existing', 'introduced'],
      [],
    ],
    [
      'a secret is never newly published',
      [secret()],
      [],
      { sameDatabase: false, basePackages: [packageOf()] },
      ['introduced'],
      [],
    ],
    ['a secret that was there', [secret({ startLine: 9 })], [secret()], {}, ['existing'], []],
    [
      'one more of the same',
      [secret(), secret({ startLine: 9 })],
      [secret()],
      {},
      ['existing', 'introduced'],
      [],
    ],
    [
      'one less of the same',
      [secret()],
      [secret(), secret({ startLine: 9 })],
      {},
      ['existing'],
      [secret({ startLine: 9 })],
    ],
  ])('%s', (_, head, base, options, standings, fixed) => {
    expect(compared(head, base, options)).toEqual({ standings, fixed })
  })

  test('an update that keeps the vulnerability keeps it existing', () => {
    const updated = vulnerability({
      installedVersion: '1.2.4-r1',
      purl: 'pkg:apk/alpine/musl@1.2.4-r1?arch=x86_64&distro=3.20.1',
      target: 'alpine 3.20.1',
    })
    expect(compared([updated], [old])).toEqual({ standings: ['existing'], fixed: [] })
  })
})

const on = (...platforms: string[]) => vulnerability({ platforms })

describe('platform by platform', () => {
  const BOTH = { headPlatforms: [AMD, ARM], basePlatforms: [AMD, ARM] }
  test.each<[string, Finding[], Finding[], Options, (string | undefined)[], Finding[]]>([
    ['the same', [on(AMD, ARM)], [on(AMD, ARM)], BOTH, ['existing'], []],
    ['new on one', [on(AMD, ARM)], [on(AMD)], BOTH, ['introduced'], []],
    ['gone on one', [on(AMD)], [on(AMD, ARM)], BOTH, ['existing'], [on(ARM)]],
    ['moved', [on(ARM)], [on(AMD)], BOTH, ['introduced'], [on(AMD)]],
    [
      'published since on the one where it is new',
      [on(AMD, ARM)],
      [on(AMD)],
      { ...BOTH, sameDatabase: false, basePackages: [packageOf()] },
      ['newly-published'],
      [],
    ],
    [
      'the baseline lacks the platform',
      [on(AMD, ARM)],
      [on(AMD)],
      { ...BOTH, basePlatforms: [AMD] },
      ['introduced'],
      [],
    ],
    [
      'the baseline lacks the platform, whatever the database',
      [on(ARM)],
      [],
      { ...BOTH, basePlatforms: [AMD], sameDatabase: false, basePackages: [packageOf()] },
      ['introduced'],
      [],
    ],
    [
      'the artifact lacks the platform',
      [on(AMD)],
      [on(AMD, ARM)],
      { ...BOTH, headPlatforms: [AMD] },
      ['existing'],
      [],
    ],
    [
      'the baseline tells no platform',
      [on(AMD, ARM)],
      [on()],
      { ...BOTH, basePlatforms: [''] },
      ['existing'],
      [],
    ],
    [
      'the artifact tells no platform',
      [on()],
      [on(AMD)],
      { headPlatforms: [''], basePlatforms: [AMD] },
      ['existing'],
      [],
    ],
    [
      'a variant that says nothing',
      [on('linux/arm64/v8')],
      [on(ARM)],
      { headPlatforms: ['linux/arm64/v8'], basePlatforms: [ARM] },
      ['existing'],
      [],
    ],
    [
      'another variant',
      [on('linux/arm/v6')],
      [on('linux/arm/v7')],
      { headPlatforms: ['linux/arm/v6'], basePlatforms: ['linux/arm/v7'] },
      ['introduced'],
      [],
    ],
    [
      'the baseline has no scans',
      [on(AMD)],
      [on(AMD)],
      { headPlatforms: [AMD], basePlatforms: [] },
      ['existing'],
      [],
    ],
    [
      'the artifact has no scans',
      [on()],
      [on(AMD)],
      { headPlatforms: [], basePlatforms: [AMD] },
      ['introduced'],
      [],
    ],
  ])('%s', (_, head, base, options, standings, fixed) => {
    expect(compared(head, base, options)).toEqual({ standings, fixed })
  })
})

const BOTH = { headPlatforms: [AMD, ARM], basePlatforms: [AMD, ARM] }

test('of what equals its baseline, nothing is introduced and nothing is fixed', () => {
  fc.assert(
    fc.property(fc.array(someFinding), fc.boolean(), (findings, sameDatabase) => {
      const { standings, fixed } = compared(findings, [...findings].reverse(), {
        ...BOTH,
        sameDatabase,
      })
      expect(new Set(standings).size).toBeLessThanOrEqual(1)
      expect(standings.every((standing) => standing === 'existing')).toBe(true)
      expect(fixed).toEqual([])
    }),
  )
})

test('against nothing, everything is introduced; what is left of nothing, is fixed', () => {
  fc.assert(
    fc.property(fc.array(someFinding, { minLength: 1 }), (findings) => {
      const empty = { ...BOTH, basePackages: [] }
      expect(new Set(compared(findings, [], empty).standings)).toEqual(new Set(['introduced']))
      expect(compared([], findings, BOTH).fixed).toEqual(findings)
    }),
  )
})

test('a finding more in the baseline never introduces one', () => {
  fc.assert(
    fc.property(fc.array(someFinding), fc.array(someFinding), someFinding, (head, base, more) => {
      const introduced = (standings: readonly unknown[]) =>
        standings.filter((one) => one === 'introduced').length
      const [before, after] = [base, [...base, more]].map((one) =>
        introduced(compared(head, one, BOTH).standings),
      )
      expect(after).toBeLessThanOrEqual(before ?? 0)
    }),
  )
})

describe('warnings', () => {
  const head = subject({ name: 'app', scans: [scan({ platform: ARM, packages: [packageOf()] })] })
  const baseline = {
    name: 'main',
    findings: [],
    scans: [scan({ platform: ARM })],
    sameDatabase: false,
  }

  test('a baseline without packages cannot tell what was published since', () => {
    expect(baselineWarnings(head, baseline)).toEqual([
      "The baseline main lists no packages, so what was published since counts as introduced by app. Store the JSON report of this action, or trivy's with --list-all-pkgs.",
    ])
    expect(baselineWarnings(head, { ...baseline, sameDatabase: true })).toEqual([])
    expect(baselineWarnings(head, { ...baseline, scans: head.scans })).toEqual([])
    expect(baselineWarnings(subject({ scans: [scan({ platform: ARM })] }), baseline)).toEqual([])
  })

  test('a platform that the baseline lacks is named', () => {
    const scans = [scan({ platform: AMD, packages: [packageOf()] })]
    expect(baselineWarnings(head, { ...baseline, scans })).toEqual([
      'The baseline main has no linux/arm64: all that app has on it counts as introduced.',
    ])
    const same = [scan({ platform: 'linux/arm64/v8', packages: [packageOf()] })]
    expect(baselineWarnings(head, { ...baseline, scans: same })).toEqual([])
  })
})
