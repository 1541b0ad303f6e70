import { mkdirSync, readFileSync, statSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { scannerOf } from '@ci-kit/trivy-scan/scanner'
import { expect, test } from '@jest/globals'
import { fakeTrivy, SETTINGS, WELL } from '../../unit/trivy-scan/trivy/samples.ts'
import { folderWith } from '../folders.ts'

const DIGEST = `sha256:${'a'.repeat(64)}`

const scanner = async (hosts: readonly string[]) => {
  const folder = folderWith()
  const databases = join(folder, 'databases')
  mkdirSync(databases)
  const { trivy, runs } = fakeTrivy(({ args }) => (args[0] === 'convert' ? { report: '{}' } : WELL))
  const asked: string[] = []
  const made = await scannerOf(
    { path: '/verified/trivy' },
    {
      ...trivy,
      env: { PATH: '/usr/bin', GITHUB_TOKEN: 'hush', ACTIONS_RUNTIME_TOKEN: 'hush' },
      hosts,
      credentials: async (host) => {
        asked.push(host)
        return { kind: 'basic', username: 'me', password: `secret of ${host}` }
      },
      store: {
        ...{ folder, databases, workspace: folder, certificates: '' },
        fetchJavaDatabase: async () => {},
      },
    },
  )
  return { made, runs, asked, folder }
}

const plan = {
  subject: { kind: 'registry', reference: `r.test/app@${DIGEST}` },
  name: 'r.test/app:1',
  settings: SETTINGS,
  lane: '0',
  boms: ['cyclonedx', 'spdx-json'],
} as const

test('the verified program runs with its own folders, and the logins of what is scanned', async () => {
  const { made, runs, asked, folder } = await scanner(['r.test'])
  const [result] = await made.scan([plan])
  expect(result).toMatchObject({ kind: 'report' })
  const [run] = runs
  expect(run?.program).toBe('/verified/trivy')
  const { DOCKER_CONFIG = '', TMPDIR = '', ...env } = run?.options.env ?? {}
  expect(Object.values(env)).not.toContain('hush')
  expect(env.PATH).toBe('/usr/bin')
  expect(TMPDIR).toBe(join(folder, 'temp'))
  expect(statSync(TMPDIR).mode & 0o777).toBe(0o700)
  expect(asked).toEqual(['r.test'])
  const file = readFileSync(join(DOCKER_CONFIG, 'config.json'), 'utf8')
  expect(Object.keys(JSON.parse(file).auths)).toEqual(['r.test'])
  expect(statSync(join(DOCKER_CONFIG, 'config.json')).mode & 0o777).toBe(0o600)
})

test('bills of materials are begun with the report, by the same program', async () => {
  const { made, runs, folder } = await scanner([])
  const [result] = await made.scan([plan])
  if (result?.kind !== 'report') throw new Error('no report')
  const output = join(folder, 'bom.json')
  await made.convert(result, 'cyclonedx', output)
  expect(readFileSync(output, 'utf8')).toBe('{}')
  const [, run, other] = runs
  for (const { program, args } of [run, other].flatMap((one) => one ?? [])) {
    expect(program).toBe('/verified/trivy')
    expect(args).toContain('convert')
    expect(args).toContain(result.places.report)
  }
  expect([run?.flag('format'), other?.flag('format')]).toEqual(['cyclonedx', 'spdx-json'])
  expect(runs).toHaveLength(3)
})

test('one that nobody has ordered is made when it is asked for', async () => {
  const { made, runs, folder } = await scanner([])
  const [result] = await made.scan([{ ...plan, boms: [] }])
  if (result?.kind !== 'report') throw new Error('no report')
  expect(runs).toHaveLength(1)
  await made.convert(result, 'cyclonedx', join(folder, 'bom.json'))
  expect(runs[1]?.flag('output')).toBe(join(folder, 'bom.json'))
})

test('a bill of materials is never put behind a link', async () => {
  const { made, folder } = await scanner([])
  const [result] = await made.scan([plan])
  if (result?.kind !== 'report') throw new Error('no report')
  symlinkSync(join(folder, 'elsewhere'), join(folder, 'bom.json'))
  await expect(made.convert(result, 'cyclonedx', join(folder, 'bom.json'))).rejects.toThrow(
    'EEXIST',
  )
})
