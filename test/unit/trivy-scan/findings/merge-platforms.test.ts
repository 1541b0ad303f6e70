import type { Finding } from '@ci-kit/trivy-scan/findings/finding'
import { findingKey } from '@ci-kit/trivy-scan/findings/finding-key'
import { mergeScans } from '@ci-kit/trivy-scan/findings/merge-platforms'
import { mergedVexMarks } from '@ci-kit/trivy-scan/findings/vex-marks'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import {
  license,
  misconfiguration,
  npmVulnerability,
  secret,
  vulnerability,
} from './sample-findings.ts'

const AMD = 'linux/amd64'
const ARM = 'linux/arm64'
const scan = (...findings: readonly Finding[]) => ({ findings })
const onArm = (over: Parameters<typeof vulnerability>[0] = {}) =>
  vulnerability({
    platforms: [ARM],
    purl: 'pkg:apk/alpine/musl@1.2.5-r0?arch=aarch64&distro=3.20.0',
    layer: 'sha256:2',
    ...over,
  })

describe('merging', () => {
  test('makes one of the same finding on two platforms', () => {
    const merged = mergeScans([scan(onArm()), scan(vulnerability())])
    expect(merged).toHaveLength(1)
    expect(merged[0]?.platforms).toEqual([AMD, ARM])
  })

  test('keeps what only one platform has', () => {
    expect(mergeScans([scan(), scan(onArm())]).map(({ platforms }) => platforms)).toEqual([[ARM]])
  })

  test('takes all from the platform where it is worst', () => {
    const [merged] = mergeScans([
      scan(vulnerability({ severity: 'LOW', title: 'mild' })),
      scan(onArm({ severity: 'CRITICAL', title: 'bad' })),
    ])
    expect(merged).toMatchObject({ severity: 'CRITICAL', title: 'bad', platforms: [AMD, ARM] })
  })

  test('has a fix when any platform has one', () => {
    const unfixed = vulnerability({ severity: 'CRITICAL', fixedVersion: '', status: 'affected' })
    const [merged] = mergeScans([scan(unfixed), scan(onArm({ fixedVersion: '1.2.5-r9' }))])
    expect(merged).toMatchObject({
      severity: 'CRITICAL',
      fixedVersion: '1.2.5-r9',
      status: 'fixed',
      platforms: [AMD, ARM],
    })
    const [none] = mergeScans([scan(unfixed), scan(onArm({ fixedVersion: '', status: 'x' }))])
    expect(none).toMatchObject({ fixedVersion: '', status: 'affected' })
    const [said] = mergeScans([scan(unfixed), scan(onArm({ fixedVersion: '', status: 'fixed' }))])
    expect(said).toMatchObject({ fixedVersion: '', status: 'fixed' })
  })

  test('keeps two versions of a package, and a rule at two lines', () => {
    const merged = mergeScans([
      scan(
        npmVulnerability(),
        npmVulnerability({ purl: 'pkg:npm/%40org/lib@1.0.1', installedVersion: '1.0.1' }),
        secret(),
        secret({ startLine: 9, endLine: 9 }),
        misconfiguration(),
        misconfiguration({ startLine: 9 }),
      ),
    ])
    expect(merged).toHaveLength(6)
  })

  test('tells a licence of a package once', () => {
    expect(mergeScans([scan(license(), license()), scan(license())])).toHaveLength(1)
  })

  test('orders by severity, score, fix and name', () => {
    const one = (id: string, over: Parameters<typeof vulnerability>[0]) =>
      vulnerability({ id, ...over })
    const merged = mergeScans([
      scan(
        one('CVE-6', { severity: 'UNKNOWN', score: 10 }),
        one('CVE-5', { severity: 'LOW' }),
        one('CVE-4', { fixedVersion: '' }),
        one('CVE-3', {}),
        one('CVE-2', {}),
        one('CVE-1', { score: 8 }),
        one('CVE-0', { severity: 'CRITICAL', score: undefined }),
      ),
    ])
    expect(merged.map(({ id }) => id.slice(4)).join('')).toBe('0123456')
  })

  const samples = fc.constantFrom<Finding>(
    vulnerability(),
    onArm(),
    onArm({ severity: 'CRITICAL' }),
    onArm({ severity: 'CRITICAL', fixedVersion: '' }),
    onArm({ title: 'other' }),
    npmVulnerability(),
    npmVulnerability({ platforms: [ARM], score: 9 }),
    secret(),
    secret({ startLine: 9 }),
    license({ platforms: [ARM] }),
    license(),
    misconfiguration(),
  )

  test('is the same for every order of platforms and findings', () => {
    const shuffled = fc
      .array(samples, { maxLength: 12 })
      .chain((all) =>
        fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
      )
    fc.assert(
      fc.property(shuffled, fc.nat(12), ([all, other], at) => {
        const merged = mergeScans([scan(...other.slice(0, at)), scan(...other.slice(at))])
        expect(merged).toEqual(mergeScans([scan(...all)]))
      }),
    )
  })

  test('loses no finding and no platform', () => {
    fc.assert(
      fc.property(fc.array(samples), (all) => {
        const merged = mergeScans([scan(...all)])
        for (const finding of all) {
          const same = merged.filter((one) => findingKey(one) === findingKey(finding))
          expect(same.flatMap(({ platforms }) => platforms)).toEqual(
            expect.arrayContaining([...finding.platforms]),
          )
        }
      }),
    )
  })
})

describe('a mark of VEX', () => {
  const mark = { status: 'not_affected', statement: 'never called' }
  const report = (finding: Finding, marked: boolean) => ({
    scan: {
      platform: '',
      digest: '',
      operatingSystem: '',
      endOfLife: false,
      findings: [finding],
      packages: [],
    },
    vexMarks: new Map(marked ? [[finding, mark]] : []),
  })

  test.each([
    ['stays when every platform has it', true, true, 1],
    ['goes when one platform is affected', true, false, 0],
    ['goes when the other platform is affected', false, true, 0],
  ])('%s', (_, amd, arm, count) => {
    const reports = [report(vulnerability(), amd), report(onArm(), arm)]
    const merged = mergeScans(reports.map(({ scan }) => scan))
    const marks = mergedVexMarks(merged, reports)
    expect([...marks.values()]).toEqual(count === 1 ? [mark] : [])
    expect([...marks.keys()]).toEqual(count === 1 ? merged : [])
  })
})
