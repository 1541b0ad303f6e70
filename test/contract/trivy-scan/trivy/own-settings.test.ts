import { describe, expect, test } from '@jest/globals'
import { packageLock, secretFile } from '../../../fakes/sample-files.ts'
import { foundIn, members, realTrivy } from './real-trivy.ts'

const { folderWith, scan } = realTrivy()

const LODASH = 'CVE-2026-0002 lodash'

describe('what a checkout says about its own scan is not heard:', () => {
  const lock = { 'package-lock.json': packageLock({ lodash: '4.17.20' }) }

  test.each([
    ['an ignore file', { '.trivyignore': 'CVE-2026-0002\n' }],
    ['an ignore file in YAML', { '.trivyignore.yaml': 'vulnerabilities:\n- id: CVE-2026-0002\n' }],
    ['a configuration', { 'trivy.yaml': 'severity: [CRITICAL]\nscan:\n  skip-files: ["**"]\n' }],
  ])('%s', async (_, files) => {
    const workspace = folderWith({ ...lock, ...files })
    expect(foundIn(await scan({ kind: 'fs', path: '.' }, { workspace }))).toEqual([LODASH])
  })

  test('rules for secrets', async () => {
    const rules = 'disable-rules: [github-pat]\n'
    const workspace = folderWith({ 'a.env': secretFile(), 'trivy-secret.yaml': rules })
    const settings = { scanners: ['secret'] } as const
    expect(foundIn(await scan({ kind: 'fs', path: '.' }, { workspace, settings }))).toEqual([
      'github-pat',
    ])
  })
})

test('a comment that hides a misconfiguration is heard, and told', async () => {
  const bucket = (comment: string) =>
    `${comment}\nresource "aws_s3_bucket" "b" {\n  bucket = "b"\n}\n`
  const workspace = folderWith({ 'main.tf': bucket('#trivy:ignore:*') })
  const settings = { scanners: ['misconfig'] } as const
  const report = await scan({ kind: 'config', path: '.' }, { workspace, settings })
  expect(foundIn(report)).toEqual([])
  expect(report.warnings).toEqual([
    expect.stringMatching(
      /^Comments \(trivy:ignore\) .+ hide \d+ misconfigurations, in main\.tf:2-4/,
    ),
  ])
})

test('the environment of the job does not change a scan', async () => {
  const workspace = folderWith({ 'package-lock.json': packageLock({ lodash: '4.17.20' }) })
  const env = { TRIVY_SEVERITY: 'CRITICAL', TRIVY_SKIP_FILES: '**', TRIVY_FORMAT: 'table' }
  expect(foundIn(await scan({ kind: 'fs', path: '.' }, { workspace, env }))).toEqual([LODASH])
})

test('statements that a finding does not matter mark it, and do not hide it', async () => {
  const workspace = folderWith({
    'package-lock.json': packageLock({ lodash: '4.17.20' }),
    'vex.json': JSON.stringify({
      '@context': 'https://openvex.dev/ns/v0.2.0',
      '@id': 'https://example.test/vex/1',
      author: 'me',
      timestamp: '2026-11-01T00:00:00Z',
      version: 1,
      statements: [
        {
          vulnerability: { name: 'CVE-2026-0002' },
          products: [{ '@id': 'pkg:npm/lodash@4.17.20' }],
          status: 'not_affected',
          justification: 'vulnerable_code_not_in_execute_path',
        },
      ],
    }),
  })
  const settings = { vexFiles: ['vex.json'] }
  const report = await scan({ kind: 'fs', path: '.' }, { workspace, settings })
  expect(foundIn(report)).toEqual([])
  const [result] = members(report.report, 'Results')
  expect(members(result, 'ExperimentalModifiedFindings')).toMatchObject([
    { Status: 'not_affected', Finding: { VulnerabilityID: 'CVE-2026-0002' } },
  ])
})
