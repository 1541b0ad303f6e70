import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { until } from '../fakes/until.ts'
import { errorsOf } from './actions.ts'
import { failed, verdictOf, verifyWorkbench } from './verify-attestation-workbench.ts'

/* Modes, policies, mistakes and cancellation. */

const bench = verifyWorkbench()
const { push, attach, sign, verify, verifyImage, repository, file, spoil } = bench

test('a warning lets the step pass, and the outputs say the truth', async () => {
  await push('1')
  const result = await verifyImage(`${repository()}:1`, { mode: 'warn' })
  expect(verdictOf(result)).toEqual({ exitCode: 0, verified: 'false', outcome: 'unattested' })
  expect(errorsOf(result)).toEqual([])
  expect(result.commands.find(({ name }) => name === 'warning')?.message).toContain('Not attested')
  expect(result.summary).toContain('The step passes all the same')
})

test('a policy in a file means the same as inputs, and may not contradict them', async () => {
  const digest = await push('1')
  await attach(digest, await sign(digest))
  file('policy.yml', 'signer-workflow: org/app/.github/workflows/release.yml@refs/tags/*\n')
  const image = `${repository()}:1`
  const alone = { policy: 'policy.yml', 'signer-workflow': '' }
  expect(verdictOf(await verifyImage(image, alone))).toEqual(failed('refused'))
  const both = await verifyImage(image, { policy: 'policy.yml' })
  expect(verdictOf(both)).toEqual(failed('unknown'))
  expect(errorsOf(both).join()).toContain("the input 'signer-workflow' says")
})

test('a mistake is told before anything is asked, whatever the mode', async () => {
  const proxy = await spoil([])
  const result = await verifyImage(`${repository(proxy.address)}:1`, {
    mode: 'warn',
    'max-age': 'soon',
  })
  expect(verdictOf(result)).toEqual(failed('unknown'))
  expect(errorsOf(result).join()).toContain("Input 'max-age'")
  expect(proxy.seen).toEqual([])
})

test('a job that is cancelled ends soon, and leaves nothing behind', async () => {
  const proxy = await spoil([{ path: /manifests/, hang: true }])
  const canceller = new AbortController()
  const running = verify({
    inputs: { images: `${repository(proxy.address)}:1`, vsa: 'vsa.json' },
    signal: canceller.signal,
  })
  await until(() => proxy.hanging() > 0)
  canceller.abort()
  const result = await running
  expect(result.exitCode).toBe(130)
  expect(result.outputs).toEqual({})
  expect(result.log).not.toContain('defect')
  expect(existsSync(join(bench.workspace(), 'vsa.json'))).toBe(false)
})
