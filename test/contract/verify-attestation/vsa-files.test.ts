import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Policy } from '@ci-kit/attestation/gate/policy'
import type { Verdict } from '@ci-kit/attestation/gate/verdict'
import { digestOf } from '@ci-kit/oci/digest'
import { vsaWriter } from '@ci-kit/verify-attestation/compose/vsa-files'
import type { Target } from '@ci-kit/verify-attestation/subjects/target'
import { afterEach, beforeEach, expect, test } from '@jest/globals'

/* Verification summaries, where the workflow wants them. */

let workspace: string

beforeEach(() => {
  workspace = mkdtempSync(join(tmpdir(), 'verify-attestation-vsa-'))
})
afterEach(() => rmSync(workspace, { recursive: true }))

const POLICY: Policy = {
  signers: [{ issuer: 'https://issuer.test', identity: 'https://github.com/org/app/x' }],
  hostedRunnerOnly: true,
  predicates: [{ name: 'provenance', types: ['https://slsa.dev/provenance/v1'] }],
  otherStatements: 'refuse',
  transparencyLog: 'required',
}

const target = (name: string, repository?: Target['repository']): Target => ({
  subject: { name, digest: digestOf(Buffer.from(name)), platforms: [] },
  ...(repository && { repository }),
})

const IMAGE = target('ghcr.io/org/app:1', { registry: 'ghcr.io', repository: 'org/app' })
const FILE = target('out/app.tgz')

const write = (
  vsa: { readonly path: string } | 'temp' | undefined,
  targets: readonly Target[],
  env: Readonly<Record<string, string>> = {},
) => {
  const context = { workspace, temp: join(workspace, 'temp'), serverUrl: 'https://github.com' }
  const verdict: Verdict = {
    outcome: 'unattested',
    subjects: targets.map(({ subject }) => ({
      subject,
      outcome: 'unattested',
      problems: ['It is missing.'],
      statements: [],
    })),
    verifiedAt: new Date(0),
  }
  return vsaWriter({ env, inputs: { vsa }, context })(verdict, targets, POLICY)
}

const read = (path: string): unknown => JSON.parse(readFileSync(join(workspace, path), 'utf8'))

test('none is written unless it is wanted', async () => {
  expect(await write(undefined, [IMAGE])).toEqual([])
  expect(existsSync(join(workspace, 'temp'))).toBe(false)
})

test('one tells the subject, the verifier and what came out', async () => {
  const env = {
    GITHUB_WORKFLOW_REF: 'org/app/.github/workflows/deploy.yml@refs/heads/main',
    GITHUB_ACTION_REF: 'v1',
  }
  expect(await write({ path: 'out/vsa.json' }, [IMAGE], env)).toEqual(['out/vsa.json'])
  expect(read('out/vsa.json')).toMatchObject({
    verifier: {
      id: 'https://github.com/org/app/.github/workflows/deploy.yml@refs/heads/main',
      version: { 'ci-kit': 'v1' },
    },
    resourceUri: 'pkg:oci/app?repository_url=ghcr.io%2Forg%2Fapp',
    verificationResult: 'FAILED',
    timeVerified: '1970-01-01T00:00:00.000Z',
  })
})

test('several are numbered in the order of their subjects', async () => {
  expect(await write({ path: 'vsa.json' }, [IMAGE, FILE])).toEqual(['vsa-1.json', 'vsa-2.json'])
  expect(read('vsa-2.json')).toMatchObject({ resourceUri: 'file:out/app.tgz' })
})

test('the temporary folder is named whole', async () => {
  const [path] = await write('temp', [IMAGE])
  expect(path).toBe(join(workspace, 'temp', 'verification-summary.json'))
})

test('a place that cannot be written is named', async () => {
  writeFileSync(join(workspace, 'taken'), '')
  const writing = write({ path: 'taken/vsa.json' }, [IMAGE])
  await expect(writing).rejects.toThrow("Set input 'vsa' to a place that may be written")
  await expect(write({ path: 'taken/vsa.json' }, [IMAGE])).rejects.toThrow(join(workspace, 'taken'))
})

test('a link in the checkout does not lead it elsewhere', async () => {
  const elsewhere = mkdtempSync(join(tmpdir(), 'verify-attestation-elsewhere-'))
  try {
    writeFileSync(join(elsewhere, 'victim'), 'kept')
    symlinkSync(elsewhere, join(workspace, 'out'))
    symlinkSync(join(elsewhere, 'victim'), join(workspace, 'vsa.json'))
    const writing = write({ path: 'out/vsa.json' }, [IMAGE])
    await expect(writing).rejects.toThrow("Input 'vsa' is 'out', which a link leads out")
    expect(await write({ path: 'vsa.json' }, [IMAGE])).toEqual(['vsa.json'])
    expect(read('vsa.json')).toMatchObject({ verificationResult: 'FAILED' })
    expect(readFileSync(join(elsewhere, 'victim'), 'utf8')).toBe('kept')
  } finally {
    rmSync(elsewhere, { recursive: true })
  }
})
