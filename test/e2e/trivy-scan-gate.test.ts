import { gzipSync } from 'node:zlib'
import type { StepResult } from '@ci-kit/cli/run-step'
import { describe, expect, test } from '@jest/globals'
import type { Advisory } from '../fakes/advisories.ts'
import { objectsAt } from '../fakes/code-scanning-limits.ts'
import { errorsOf } from './actions.ts'
import { OPENSSL, VULNERABLE } from './trivy-samples.ts'
import { outcomeOf, pathsOf, reportsOf, trivyScanWorkbench } from './trivy-scan-workbench.ts'

/* What fails the step is one question, what the reports show another. */

const bench = trivyScanWorkbench()
const { scan, push, publish, file } = bench

/** One of each kind: exploited, likely to be, fixable or not. */
const HOLES = [
  { id: 'CVE-2026-1001', severity: 'CRITICAL', package: 'critical', fixed: '2.0' },
  { id: 'CVE-2026-1002', severity: 'CRITICAL', package: 'unfixed' },
  { id: 'CVE-2026-1003', severity: 'HIGH', package: 'high', fixed: '2.0' },
  { id: 'CVE-2026-1004', severity: 'HIGH', package: 'deferred' },
  { id: 'CVE-2026-1005', severity: 'MEDIUM', package: 'exploited', fixed: '2.0' },
  { id: 'CVE-2026-1006', severity: 'LOW', package: 'likely', fixed: '2.0' },
] as const satisfies readonly Advisory[]

type Package = (typeof HOLES)[number]['package']

const ids = (packages: readonly Package[]) =>
  HOLES.filter((hole) => packages.includes(hole.package)).map(({ id }) => id)

const KEV = JSON.stringify({ count: 1, vulnerabilities: [{ cveID: 'CVE-2026-1005' }] })
const EPSS = [
  '#model_version:v2026.01.01,score_date:2026-11-20T00:00:00+0000',
  'cve,epss,percentile',
  'CVE-2026-1001,0.01,0.1',
  'CVE-2026-1006,0.7,0.99',
  '',
].join('\n')

const image = async (): Promise<Readonly<Record<string, string>>> => ({
  'image-ref': await push({
    packages: Object.fromEntries(HOLES.map((hole) => [hole.package, '1.0'])),
  }),
  'db-repositories': await publish(HOLES),
  'kev-file': 'kev.json',
  'epss-file': 'epss.csv.gz',
})

const scanAll = async (inputs: Readonly<Record<string, string>>) => {
  file('kev.json', KEV)
  file('epss.csv.gz', gzipSync(EPSS))
  return scan({ inputs: { ...(await image()), ...inputs } })
}

/** The ids of the findings in a report that hold. */
const idsIn = (text: string) => HOLES.map(({ id }) => id).filter((id) => text.includes(id))

/** The ids of the findings that stop the step. */
const failingIn = (result: StepResult) =>
  reportsOf(bench, result, 'findings-path')
    .flatMap((report) => objectsAt(report, 'findings'))
    .filter(({ failing }) => failing)
    .map(({ id }) => id)
    .toSorted()

describe('fail-on', () => {
  test.each<[string, readonly Package[]]>([
    ['critical', ['critical', 'unfixed']],
    ['high+fixable', ['critical', 'high']],
    ['kev', ['exploited']],
    ['epss>=0.7', ['likely']],
    ['epss>=0.71', []],
    [
      'critical, high+fixable, kev, epss>=0.7',
      ['critical', 'unfixed', 'high', 'exploited', 'likely'],
    ],
    ['high+kev', []],
    ['medium+kev\nlow+epss>=0.005+fixable', ['exploited', 'critical', 'likely']],
    ['none', []],
  ])('%j stops for %j', async (failOn, packages) => {
    const result = await scanAll({ 'fail-on': failOn })
    const verdict = packages.length > 0 ? 'fail' : 'pass'
    const exitCode = packages.length > 0 ? 1 : 0
    expect(outcomeOf(result)).toEqual({ exitCode, verdict, total: '6' })
    expect(result.outputs.failing).toBe(String(packages.length))
    expect(failingIn(result)).toEqual(ids(packages))
    expect(errorsOf(result)).toHaveLength(exitCode)
    // Whatever fails, the reports have all.
    expect(idsIn(JSON.stringify(reportsOf(bench, result, 'sarif-path')))).toHaveLength(6)
  })
})

describe('report-severity', () => {
  test('leaves what is less severe out of the reports, not out of the gate', async () => {
    const result = await scanAll({ 'fail-on': 'kev', 'report-severity': 'high' })
    expect(outcomeOf(result)).toEqual({ exitCode: 1, verdict: 'fail', total: '6' })
    const shown = ids(['critical', 'unfixed', 'high', 'deferred', 'exploited'])
    expect(idsIn(JSON.stringify(reportsOf(bench, result, 'sarif-path')))).toEqual(shown)
    expect(idsIn(result.summary)).toEqual(shown)
    expect(idsIn(result.log)).toEqual(shown)
  })

  test('does not change what the gate lets pass', async () => {
    const result = await scanAll({ 'fail-on': 'none', 'report-severity': 'critical' })
    expect(outcomeOf(result)).toEqual({ exitCode: 0, verdict: 'pass', total: '6' })
    expect(idsIn(result.summary)).toEqual(ids(['critical', 'unfixed']))
  })
})

test('ignore-unfixed leaves out what nobody can mend, everywhere', async () => {
  const result = await scanAll({ 'fail-on': 'critical', 'ignore-unfixed': 'true' })
  expect(outcomeOf(result)).toEqual({ exitCode: 1, verdict: 'fail', total: '4' })
  const shown = ids(['critical', 'high', 'exploited', 'likely'])
  expect(idsIn(errorsOf(result).join())).toEqual(ids(['critical']))
  expect(idsIn(JSON.stringify(reportsOf(bench, result, 'sarif-path')))).toEqual(shown)
})

describe('an ignore file', () => {
  const entry = (id: string, owner: string, expires: string) =>
    `  - id: ${id}\n    owner: ${owner}\n    expired_at: ${expires}\n`

  test('takes out what it names and nothing else', async () => {
    file('ignore.yaml', `vulnerabilities:\n${entry('CVE-2026-1002', 'team-web', '2099-12-31')}`)
    const result = await scanAll({ 'fail-on': 'critical', 'ignore-files': 'ignore.yaml' })
    expect(outcomeOf(result)).toEqual({ exitCode: 1, verdict: 'fail', total: '5' })
    expect(result.outputs).toMatchObject({ suppressed: '1', failing: '1' })
    expect(idsIn(errorsOf(result).join())).toEqual(ids(['critical']))
    expect(result.log).toContain('team-web')
    expect(idsIn(JSON.stringify(reportsOf(bench, result, 'sarif-path')))).not.toContain(
      'CVE-2026-1002',
    )
  })

  test.each(['critical', 'none'])(
    'that has expired fails with its line, fail-on: %s',
    async (gate) => {
      const good = entry('CVE-2026-1002', 'team-web', '2099-12-31')
      const old = entry('CVE-2026-1001', 'team-api', '2020-01-01')
      file('ignore.yaml', `vulnerabilities:\n${good}${old}`)
      const result = await scanAll({ 'fail-on': gate, 'ignore-files': 'ignore.yaml' })
      expect(outcomeOf(result)).toEqual({ exitCode: 1, verdict: 'fail', total: '5' })
      const [error = '', ...more] = errorsOf(result)
      expect(more).toEqual([])
      for (const word of ['ignore.yaml:5', 'CVE-2026-1001', '2020-01-01', 'team-api'])
        expect(error).toContain(word)
      expect(pathsOf(bench, result, 'sarif-path')).toHaveLength(1)
    },
  )

  test('with an entry that nobody needs any more says so', async () => {
    file('ignore.yaml', `vulnerabilities:\n${entry('CVE-2020-9999', 'team-web', '2099-12-31')}`)
    const result = await scanAll({ 'fail-on': 'none', 'ignore-files': 'ignore.yaml' })
    expect(result.exitCode).toBe(0)
    const notices = result.commands.filter(({ name }) => name === 'notice')
    expect(notices.map(({ message }) => message).join()).toContain('CVE-2020-9999')
  })
})

describe('fail-on: none is red for an error', () => {
  test('of an image that does not exist, with the reports of the other', async () => {
    const good = await push({ packages: VULNERABLE })
    const missing = good.replace(/:1$/, ':missing')
    const result = await scan({ inputs: { 'image-ref': `${missing}\n${good}`, 'fail-on': 'none' } })
    expect(outcomeOf(result)).toEqual({ exitCode: 1, verdict: 'error', total: '1' })
    expect(errorsOf(result).join()).toContain('missing')
    expect(JSON.stringify(reportsOf(bench, result, 'sarif-path'))).toContain(OPENSSL.id)
    expect(result.summary).toContain('not scanned')
  })

  test('of a database that is not there', async () => {
    const inputs = {
      'image-ref': await push({ packages: VULNERABLE }),
      'db-repositories': '127.0.0.1:1/trivy-db:2',
      'fail-on': 'none',
    }
    const result = await scan({ inputs })
    expect(result.exitCode).toBe(1)
    expect(errorsOf(result).join()).toContain('127.0.0.1:1/trivy-db:2')
  })
})
