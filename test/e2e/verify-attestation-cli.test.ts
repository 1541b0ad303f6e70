import { execFile } from 'node:child_process'
import { resolve } from 'node:path'
import { isObject } from '@ci-kit/core/json'
import { workflowIdentity } from '@ci-kit/local-sigstore/sigstore'
import { expect, test } from '@jest/globals'
import { PROVENANCE, verifyWorkbench, WORKFLOW } from './verify-attestation-workbench.ts'

/* `npx ci-kit verify`, outside of any job. */

const bench = verifyWorkbench()
const { push, attach, repository, workspace } = bench

const PROGRAM = resolve('packages/cli/bin/ci-kit.mjs')

type Ended = { readonly exitCode: unknown; readonly stdout: string; readonly stderr: string }

const ciKit = (...args: readonly string[]): Promise<Ended> =>
  new Promise((ended) => {
    const env = { HOME: workspace(), PATH: '/usr/bin:/bin' }
    const options = { cwd: workspace(), env }
    execFile(process.execPath, [PROGRAM, ...args], options, (error, stdout, stderr) =>
      ended({ exitCode: error?.code ?? 0, stdout, stderr }),
    )
  })

const TRUST = ['--signer-workflow', WORKFLOW, '--trusted-root', 'root.json'] as const

const signedImage = async () => {
  const digest = await push('1')
  const statement = { subject: [digest], predicateType: PROVENANCE, predicate: {} }
  await attach(digest, await bench.sigstore().signStatement(statement, workflowIdentity()))
  return { digest, image: `${repository()}:1` }
}

test('prints the proof and ends with 0 when an image is verified', async () => {
  const { image } = await signedImage()
  const { exitCode, stdout } = await ciKit('verify', image, ...TRUST)
  expect(stdout).toContain('Verified: 1 subject')
  expect(stdout).toContain('accepted')
  expect(stdout).toContain(WORKFLOW)
  expect(exitCode).toBe(0)
})

test('ends with 1 when it is not, and 2 when nobody knows', async () => {
  const image = `${repository()}:1`
  await push('1')
  const missing = await ciKit('verify', image, ...TRUST, '--evidence', 'registry')
  expect(missing.stdout).toContain('Not attested')
  expect(missing.exitCode).toBe(1)
  const unknown = await ciKit('verify', `${repository()}:none`, ...TRUST)
  expect(unknown.stdout).toContain('Not known')
  expect(unknown.exitCode).toBe(2)
  const mistake = await ciKit('verify', image)
  expect(mistake.stdout).toContain('signer-workflow')
  expect(mistake.exitCode).toBe(2)
})

test('does not take a missing token for a missing statement', async () => {
  await push('1')
  const { exitCode, stdout } = await ciKit('verify', `${repository()}:1`, ...TRUST)
  expect(stdout).toContain('There is no token')
  expect(exitCode).toBe(2)
})

test('prints nothing but JSON with --json', async () => {
  const { digest, image } = await signedImage()
  const { exitCode, stdout, stderr } = await ciKit('verify', image, ...TRUST, '--json')
  const parsed: unknown = JSON.parse(stdout)
  expect(isObject(parsed) ? parsed : {}).toMatchObject({
    verified: true,
    subjects: [{ digest, outcome: 'verified' }],
  })
  expect(stderr).toContain('Verified')
  expect(exitCode).toBe(0)
})

test('says what it takes', async () => {
  const help = await ciKit('verify', '--help')
  expect(help.stdout).toContain('--signer-workflow')
  expect(help.exitCode).toBe(0)
  const nothing = await ciKit('verify')
  expect(nothing.stderr).toContain('Name an image')
  expect(nothing.exitCode).toBe(1)
  const unknown = await ciKit('verify', 'x', '--signer-workfow', 'y')
  expect(unknown.stderr).toContain('--signer-workflow')
})
