import { readdirSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from '@jest/globals'
import { overwriting } from '../fakes/registry-quirks.ts'
import { until } from '../fakes/until.ts'
import { type AttestStep, faultsWorkbench, green } from './attest-faults-workbench.ts'
import { registryWorlds } from './attest-faults-worlds.ts'

/* A job that is cancelled in the middle: the step ends soon, claims nothing, and a run again completes it. */

const bench = faultsWorkbench()
const { attest, attached, sigstore, spoil, temp } = bench
const world = registryWorlds(bench)

/** Runs the step, cancels it a little after `begun`, and looks at what it leaves. */
const cancelled = async (step: AttestStep, begun: () => boolean): Promise<void> => {
  const canceller = new AbortController()
  const running = attest({ ...step, signal: canceller.signal })
  await until(begun)
  await sleep(300)
  const start = performance.now()
  canceller.abort()
  const result = await running
  // In milliseconds: by then GitHub ends it without asking.
  expect(performance.now() - start).toBeLessThan(7_500)
  expect(result.exitCode).toBe(130)
  expect(result.outputs).toEqual({})
  expect(result.summary).toBe('')
  expect(result.commands.filter(({ name }) => name === 'error')).toEqual([
    expect.objectContaining({ message: 'Cancelled by SIGINT.' }),
  ])
  expect(result.log).not.toMatch(/defect|^\s+at /m)
  // What was signed stays where it was written; the trusted roots of the run do not.
  expect(readdirSync(temp()).filter((name) => !name.startsWith('attestations-'))).toEqual([])
}

const asks = (service: string): (() => boolean) => {
  const before = sigstore().requests.length
  return () =>
    sigstore()
      .requests.slice(before)
      .some((request) => request.service === service)
}

test.each(['oidc', 'fulcio', 'rekor', 'timestamp'] as const)('while %s hangs', async (service) => {
  sigstore().faults.set(service, { kind: 'delay', milliseconds: 60_000 })
  await cancelled({}, asks(service))
  expect(await attached()).toBe(0)
  sigstore().faults.clear()
  green(await attest())
  expect(await attached()).toBe(1)
})

test('while a service that fails is waited for', async () => {
  const headers = { 'retry-after': '60' }
  sigstore().faults.set('fulcio', { kind: 'status', status: 503, headers })
  await cancelled({}, asks('fulcio'))
})

test.each([
  ['the image', /\/manifests\/sha256:/],
  ['an upload', /\/blobs\/uploads\/./],
  ['the index', /\/manifests\/sha256-/],
])('while the registry hangs at %s', async (_, path) => {
  const proxy = await spoil([{ path, hang: true }])
  await cancelled({}, () => proxy.hanging() > 0)
  await proxy.stop()
  await spoil([])
  green(await attest())
  expect(await attached()).toBe(1)
})

test('while the index does not settle', async () => {
  const { server, image } = await world({ referrersApi: false })
  const index = { schemaVersion: 2, manifests: [] }
  server.fail(overwriting(server, 'after', Number.POSITIVE_INFINITY, () => index))
  const images = `${server.host}/org/app@${image}`
  const writes = () =>
    server.requests.filter(({ method, path }) => method === 'PUT' && path.includes('/sha256-'))
  await cancelled({ inputs: { images } }, () => writes().length > 1)
})
