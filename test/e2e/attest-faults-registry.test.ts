import { expect, test } from '@jest/globals'
import type { FaultRule } from '../fakes/fault-proxy.ts'
import { faultsWorkbench, green, red } from './attest-faults-workbench.ts'

/* The bundle against a real registry that fails. */

const { attest, attached, spoil } = faultsWorkbench()

const INDEX = /\/manifests\/sha256-/
const WRITES = ['POST', 'PUT', 'PATCH']
const limited = { status: 429, headers: { 'retry-after': '1' } }

test.each<[string, FaultRule]>([
  ['500', { status: 500, path: /\/manifests\//, times: 2 }],
  ['429', { ...limited, method: WRITES, path: /./, times: 1 }],
  ['a reset', { reset: true, method: 'PUT', path: /\/(manifests|blobs)\//, times: 2 }],
  ['a cut in an upload', { method: 'PUT', path: /\/uploads\//, resetAfterBytes: 500, times: 1 }],
  ['a slow index', { delayMs: 700, path: INDEX, times: 3 }],
  ['an index that breaks off', { reset: true, method: 'PUT', path: INDEX, times: 2 }],
])('%s in between is no fault of the step', async (_, rule) => {
  await spoil([rule])
  green(await attest())
  expect(await attached()).toBe(1)
})

test.each<[string, FaultRule, string]>([
  ['is forbidden', { status: 403, method: 'POST', path: /\/uploads\// }, 'cannot be written to'],
  ['fails for its manifests', { status: 500, method: 'PUT', path: /\/manifests\// }, '500'],
  ['fails for its index', { status: 403, method: 'PUT', path: INDEX }, '403'],
])('what %s is told, and completed by a run again', async (_, rule, words) => {
  const proxy = await spoil([rule])
  const result = await attest()
  expect(red(result)).toContain(words)
  expect(red(result)).toContain(proxy.address)
  await spoil([])
  green(await attest())
  expect(await attached()).toBe(1)
})
