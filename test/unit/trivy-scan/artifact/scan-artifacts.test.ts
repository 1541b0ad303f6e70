import { UserError } from '@ci-kit/core/errors'
import type { FoundBaseline } from '@ci-kit/trivy-scan/artifact/find-baseline'
import { type ScanOrder, scanArtifacts } from '@ci-kit/trivy-scan/artifact/scan-artifacts'
import type { PlannedScan } from '@ci-kit/trivy-scan/trivy/scan-all'
import { describe, expect, test } from '@jest/globals'
import { memoryLog } from '../../docker-cache/fake-ports.ts'
import { muslVulnerability, system } from '../findings/reports.ts'
import { SETTINGS } from '../trivy/samples.ts'
import { imageOf, type Said, scanReport, scripted } from './samples.ts'

const both = ['linux/amd64', 'linux/arm64']

const order = (
  name: string,
  platforms?: readonly string[],
  baseline?: FoundBaseline,
): ScanOrder => ({
  artifact: imageOf(name, platforms),
  baseline,
  boms: ['cyclonedx'],
  settings: ({ platform }) => ({ ...SETTINGS, vexFiles: [`${name} ${platform}`] }),
})

const against = (name: string, platforms?: readonly string[]): FoundBaseline => ({
  kind: 'artifact',
  artifact: imageOf(name, platforms),
})

const scanning = async (orders: readonly ScanOrder[], says: (plan: PlannedScan) => Said) => {
  const { scan, plans } = scripted(says)
  const { log, texts } = memoryLog()
  return { scanned: await scanArtifacts(orders, scan, log), plans, warnings: texts('warning') }
}

const clean = (): Said => [system({ Vulnerabilities: [] })]
const vulnerable = (id = 'CVE-2026-1'): Said => [
  system({ Vulnerabilities: [muslVulnerability({ VulnerabilityID: id })] }),
]

describe('plans', () => {
  test('want bills of materials of the artifact, and none of its baseline', async () => {
    const { plans } = await scanning([order('app', both, against('main', both))], clean)
    const wanted = plans.map(({ name, boms }) => [name.includes('/app:'), boms])
    expect(wanted).toHaveLength(4)
    for (const [isOwn, boms] of wanted) expect(boms).toEqual(isOwn ? ['cyclonedx'] : [])
  })

  test('name each part, and put an image and its baseline into one lane by platform', async () => {
    const { plans } = await scanning([order('a', both, against('old', both)), order('b')], clean)
    expect(plans.map(({ name, lane }) => [name, lane])).toEqual([
      ['r.test/a:1 (linux/amd64)', '0 linux/amd64'],
      ['r.test/a:1 (linux/arm64)', '0 linux/arm64'],
      ['r.test/old:1 (linux/amd64)', '0 linux/amd64'],
      ['r.test/old:1 (linux/arm64)', '0 linux/arm64'],
      ['r.test/b:1 (linux/amd64)', '1 linux/amd64'],
    ])
  })

  test('give each part its own settings, and the baseline nothing of VEX', async () => {
    const { plans } = await scanning([order('a', both, against('old'))], clean)
    expect(plans.map(({ settings }) => settings)).toEqual([
      { ...SETTINGS, vexFiles: ['a linux/amd64'] },
      { ...SETTINGS, vexFiles: ['a linux/arm64'] },
      { ...SETTINGS, vexFiles: [] },
    ])
  })

  test('name what has no platform by its name alone', async () => {
    const { plans } = await scanning([order('a', [''])], clean)
    expect(plans).toMatchObject([{ name: 'r.test/a:1', lane: '0 ' }])
  })
})

test('no order is no scan', async () => {
  expect(await scanning([], clean)).toEqual({ scanned: [], plans: [], warnings: [] })
})

test('what was scanned has its place and its findings', async () => {
  const { scanned } = await scanning([order('a', both), order('b')], (plan) =>
    plan.name.includes('arm64') ? vulnerable() : clean(),
  )
  expect(scanned).toMatchObject([
    {
      artifact: { name: 'r.test/a:1' },
      parts: [
        { parsed: { scan: { platform: 'linux/amd64', digest: 'sha256:a0', findings: [] } } },
        {
          part: { platform: 'linux/arm64' },
          parsed: {
            scan: {
              digest: 'sha256:a1',
              findings: [{ id: 'CVE-2026-1', platforms: ['linux/arm64'] }],
            },
          },
        },
      ],
      failures: [],
      baseline: undefined,
    },
    { artifact: { name: 'r.test/b:1' }, parts: [{}], failures: [] },
  ])
})

test('doubts of the parts are told once', async () => {
  const orders = [order('a', both)]
  const result = { ...scanReport([{ Class: 'new', Target: 'x' }], ['No lock file.']) }
  const scan = async (plans: readonly PlannedScan[]) => plans.map(() => result)
  const [scanned] = await scanArtifacts(orders, scan, memoryLog().log)
  expect(scanned?.notes).toEqual(['No lock file.', expect.stringContaining("class 'new'")])
})

describe('a part that fails', () => {
  const error = new UserError('No disk.')

  test('keeps the others of its artifact, and other artifacts', async () => {
    const { scanned } = await scanning([order('a', both), order('b')], ({ name }) =>
      name === 'r.test/a:1 (linux/amd64)' ? error : vulnerable(),
    )
    expect(scanned).toMatchObject([
      { parts: [{ part: { platform: 'linux/arm64' } }], failures: [error] },
      { parts: [{}], failures: [] },
    ])
  })

  test('may be all', async () => {
    const { scanned } = await scanning([order('a', both)], () => error)
    expect(scanned).toMatchObject([{ parts: [], failures: [error, error] }])
  })

  test('may be a report that cannot be read, and says of what', async () => {
    const { scanned } = await scanning([order('a', both)], ({ name }) =>
      name.includes('arm64') ? { other: { SchemaVersion: 3 } } : clean(),
    )
    expect(scanned).toMatchObject([{ parts: [{ part: { platform: 'linux/amd64' } }] }])
    const [failure] = scanned[0]?.failures ?? []
    expect(failure).toBeInstanceOf(UserError)
    expect(failure?.message).toMatch(
      /^r\.test\/a:1 \(linux\/arm64\) counts as not scanned\. Cannot read .* SchemaVersion is 3/,
    )
  })
})

test.each([0, 1])('a result that is missing (%d of 2) ends all', async (many) => {
  const scan = async () => Array.from({ length: many }, () => scanReport())
  const scanning = scanArtifacts([order('a', both)], scan, memoryLog().log)
  await expect(scanning).rejects.toThrow('has no result')
})

describe('the baseline', () => {
  test('is what was scanned of it, with the same database', async () => {
    const { scanned, warnings } = await scanning(
      [order('a', both, against('old', both))],
      ({ name }) => vulnerable(name.includes('old') ? 'CVE-2026-2' : 'CVE-2026-1'),
    )
    expect(scanned[0]?.baseline).toMatchObject({
      name: 'r.test/old@sha256:old',
      findings: [{ id: 'CVE-2026-2', platforms: both }],
      scans: [{ platform: 'linux/amd64' }, { platform: 'linux/arm64' }],
      sameDatabase: true,
    })
    expect(scanned[0]?.parts).toHaveLength(2)
    expect(warnings).toEqual([])
  })

  test('is a stored report as it is, and nothing is scanned for it', async () => {
    const baseline = { name: 'old.json', findings: [], scans: [], sameDatabase: false }
    const { scanned, plans } = await scanning(
      [order('a', both, { kind: 'report', baseline })],
      clean,
    )
    expect(scanned[0]?.baseline).toBe(baseline)
    expect(plans).toHaveLength(2)
  })

  test.each<[string, Said]>([
    ['cannot be scanned', new UserError('No disk.')],
    ['has a report that cannot be read', { other: { SchemaVersion: 1 } }],
  ])('of which a part %s is none, with a warning', async (_, said) => {
    const { scanned, warnings } = await scanning(
      [order('a', both, against('old', both))],
      ({ name }) => (name === 'r.test/old:1 (linux/arm64)' ? said : vulnerable()),
    )
    expect(scanned).toMatchObject([{ parts: [{}, {}], failures: [], baseline: undefined }])
    expect(warnings).toEqual([
      expect.stringMatching(
        /^All findings of r\.test\/a:1 count, because the baseline r\.test\/old:1 cannot be used: /,
      ),
    ])
  })

  test('without any of the platforms compares with nothing, so all is introduced', async () => {
    const { scanned } = await scanning([order('a', both, against('old', []))], () => vulnerable())
    expect(scanned[0]?.baseline).toMatchObject({ findings: [], scans: [] })
  })
})
