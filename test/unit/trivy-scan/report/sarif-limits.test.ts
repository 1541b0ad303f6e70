import { gzipSync } from 'node:zlib'
import type { Assessed } from '@ci-kit/trivy-scan/findings/assessed'
import { SARIF_LIMITS, sarifFiles } from '@ci-kit/trivy-scan/report/sarif'
import { expect, test } from '@jest/globals'
import { vulnerability } from '../findings/sample-findings.ts'
import { runsOf } from './sarif-schema.ts'
import { assessed, scan, subject } from './subjects.ts'

const OPTIONS = {
  source: { kind: 'image' },
  trivyVersion: '0.74.0',
  category: 'trivy-scan/app',
} as const

const many = (count: number, make: (at: number) => Assessed): readonly Assessed[] =>
  Array.from({ length: count }, (_, at) => make(at))

const random = (at: number, length: number): string => {
  const words: string[] = []
  for (let seed = at + 1; words.length * 6 < length; ) {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0
    words.push(seed.toString(36).padStart(6, '0').slice(-6))
  }
  return words.join('')
}

test('5,000 findings are shown', () => {
  const found = many(5_000, (at) => assessed(vulnerability({ id: `CVE-${at}` })))
  const [file] = sarifFiles(subject(found), OPTIONS)
  expect(file?.notes).toEqual([])
  expect(runsOf(file?.text ?? '')[0]?.results).toHaveLength(5_000)
})

test('of more findings the 5,000 most severe are shown, and what fails before all others', () => {
  const found = many(5_200, (at) => {
    const severity = at < 100 ? 'LOW' : at < 400 ? 'MEDIUM' : 'CRITICAL'
    return assessed(vulnerability({ id: `CVE-${at}`, severity }), { failing: at < 100 })
  })
  const [file] = sarifFiles(subject(found), OPTIONS)
  expect(file?.notes).toEqual([
    'SARIF of trivy-scan/app/linux/amd64: the 5000 most severe of 5200 findings, because code scanning takes no more. The other reports have all of them.',
  ])
  const shown = runsOf(file?.text ?? '')[0]?.results ?? []
  const of = (level: string) => shown.filter((one) => one.level === level).length
  expect([of('note'), of('warning'), of('error')]).toEqual([100, 100, 4_800])
})

test('a file is no larger than 10 MB', () => {
  const found = many(2_000, (at) =>
    assessed(vulnerability({ id: `CVE-${at}`, description: random(at, 8_000) })),
  )
  const [file, ...others] = sarifFiles(subject(found), OPTIONS)
  const size = gzipSync(file?.text ?? '').length
  expect(others).toEqual([])
  expect(size).toBeLessThanOrEqual(SARIF_LIMITS.bytesPerFile)
  expect(size).toBeGreaterThan(SARIF_LIMITS.bytesPerFile / 2)
  const shown = runsOf(file?.text ?? '')[0]?.results.length
  expect(shown).toBeLessThan(2_000)
  expect(file?.notes.join()).toContain(`the ${shown} most severe of 2000 findings`)
}, 240_000)

test.each([
  ['compressed', { bytesPerFile: 40_000 }],
  ['as it is', { charactersPerFile: 1_000_000 }],
])('what does not fail is left out first, on whatever platform: a limit %s', (_, limit) => {
  const one = (at: number, platform: string, failing: boolean) =>
    assessed(
      vulnerability({
        id: `CVE-${at}`,
        severity: failing ? 'LOW' : 'CRITICAL',
        description: random(at, 500),
        platforms: [platform],
      }),
      { failing },
    )
  const found = [
    ...many(20, (at) => one(at, 'linux/arm64', true)),
    ...many(400, (at) => one(at + 100, 'linux/amd64', false)),
  ]
  const scans = [scan('linux/amd64'), scan('linux/arm64')]
  const [file] = sarifFiles(subject(found, { scans }), OPTIONS, { ...SARIF_LIMITS, ...limit })
  const [amd = 0, arm] = runsOf(file?.text ?? '').map(({ results }) => results.length)
  expect(arm).toBe(20)
  expect(amd).toBeGreaterThan(0)
  expect(amd).toBeLessThan(400)
  expect(file?.notes).toHaveLength(1)
})

test('where nothing fits there is a file without results', () => {
  const limits = { ...SARIF_LIMITS, bytesPerFile: 10 }
  const [file] = sarifFiles(subject([assessed(vulnerability())]), OPTIONS, limits)
  expect(runsOf(file?.text ?? '')[0]?.results).toEqual([])
  expect(file?.notes.join()).toContain('the 0 most severe of 1 finding,')
})

test('what is left out moves no fingerprint', () => {
  const found = many(40, (at) =>
    assessed(
      vulnerability({
        severity: at < 20 ? 'HIGH' : 'LOW',
        packageName: 'x',
        purl: '',
        installedVersion: `${at}`,
      }),
    ),
  )
  const hashes = (resultsPerRun: number) => {
    const [file] = sarifFiles(subject(found), OPTIONS, { ...SARIF_LIMITS, resultsPerRun })
    return (runsOf(file?.text ?? '')[0]?.results ?? []).map(
      (one) => one.partialFingerprints.primaryLocationLineHash,
    )
  }
  expect(hashes(10)).toEqual(hashes(100).slice(0, 10))
})
