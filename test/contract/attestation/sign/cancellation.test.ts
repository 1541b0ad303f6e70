import { identityTokens } from '@ci-kit/attestation/sign/identity-token'
import { systemClock } from '@ci-kit/core/adapters/system-clock'
import type { ServiceName } from '@ci-kit/local-sigstore/faults'
import { type LocalSigstore, startLocalSigstore } from '@ci-kit/local-sigstore/start-local-sigstore'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { until } from '../../../fakes/until.ts'
import { asked, equipment, messageOf, STATEMENT, signingAt } from './signing.ts'

let sigstore: LocalSigstore
beforeEach(async () => {
  sigstore = await startLocalSigstore()
})
afterEach(() => sigstore.close())

const cases: readonly (readonly [ServiceName, 1 | 2 | 'none'])[] = [
  ['oidc', 1],
  ['fulcio', 1],
  ['rekor', 1],
  ['rekor-v2', 2],
  ['timestamp', 'none'],
]
test.each(cases)('ends a wait for %s at once', async (service, log) => {
  sigstore.faults.set(service, { kind: 'delay', milliseconds: 60_000 })
  const cancelled = new AbortController()
  const { signer } = signingAt(sigstore, { log, signal: cancelled.signal })
  const work = messageOf(signer.sign(STATEMENT))
  await until(() => asked(sigstore, service) > 0)
  const start = performance.now()
  cancelled.abort(new Error('the job was cancelled'))
  expect(await work).toBe('the job was cancelled')
  expect(performance.now() - start).toBeLessThan(20_000)
})

test('ends the wait between two attempts with the reason, too', async () => {
  sigstore.faults.set('oidc', { kind: 'status', status: 429, headers: { 'retry-after': '30' } })
  const cancelled = new AbortController()
  const { options } = equipment({ clock: systemClock, signal: cancelled.signal })
  const work = messageOf(identityTokens(sigstore.environment(), options).token('sigstore'))
  await until(() => asked(sigstore, 'oidc') > 0)
  setTimeout(() => cancelled.abort(new Error('the job was cancelled')), 50)
  expect(await work).toBe('the job was cancelled')
})

test('asks nobody when it has come before', async () => {
  const { signer } = signingAt(sigstore, { signal: AbortSignal.abort(new Error('cancelled')) })
  await expect(signer.sign(STATEMENT)).rejects.toThrow('cancelled')
  expect(sigstore.requests).toEqual([])
})
