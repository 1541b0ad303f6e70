import type { Fault, ServiceName } from '@ci-kit/local-sigstore/faults'
import { describe, expect, test } from '@jest/globals'
import { rekor, signed, timestamps, verified } from './signing.ts'
import { post, started } from './started.ts'

const start = started()

const faults: readonly Fault[] = [
  { kind: 'refuse' },
  { kind: 'status', status: 503 },
  { kind: 'status', status: 429, headers: { 'retry-after': '1' } },
  { kind: 'cut-off', bytes: 5 },
  { kind: 'garbage' },
]
const services: readonly ServiceName[] = ['fulcio', 'rekor', 'rekor-v2']

describe('a fault', () => {
  const cases = services.flatMap((service) =>
    faults.map((fault) => ({ service, fault, of: fault.kind })),
  )
  test.each(cases)(
    'of $service ($of) keeps from signing, and is gone when it is cleared',
    async ({ service, fault }) => {
      const sigstore = await start()
      const witnesses = [rekor(sigstore, 1), rekor(sigstore, 2), timestamps(sigstore)]
      sigstore.faults.set(service, fault)
      await expect(signed(sigstore, witnesses)).rejects.toThrow()
      sigstore.faults.clear(service)
      const bundle = await signed(sigstore, witnesses)
      expect(verified(bundle, sigstore.trustedRoot(), { log: 2, timestamp: 1 })).toContain(
        'org/app',
      )
    },
  )

  test('lasts as many times as was said', async () => {
    const sigstore = await start()
    const url = `${sigstore.urls.fulcio}/api/v2/signingCert`
    sigstore.faults.set('fulcio', { kind: 'status', status: 418 }, 2)
    const statuses = []
    for (const _time of [1, 2, 3]) statuses.push((await post(url, {})).status)
    expect(statuses).toEqual([418, 418, 401])
    expect(sigstore.requests).toHaveLength(3)
  })

  test('has the headers that were said', async () => {
    const sigstore = await start()
    sigstore.faults.set('timestamp', {
      kind: 'status',
      status: 429,
      headers: { 'retry-after': '7' },
    })
    const { headers } = await post(sigstore.urls.timestamp, {})
    expect(headers.get('retry-after')).toBe('7')
  })

  test('of time delays the right answer, and does not outlive the server', async () => {
    const sigstore = await start()
    sigstore.faults.set('oidc', { kind: 'delay', milliseconds: 300 }, 1)
    const before = performance.now()
    const answer = await fetch(`${sigstore.urls.oidc}/.well-known/jwks`)
    expect(answer.status).toBe(200)
    expect(performance.now() - before).toBeGreaterThanOrEqual(290)
    sigstore.faults.set('oidc', { kind: 'delay', milliseconds: 60_000 })
    const waiting = fetch(`${sigstore.urls.oidc}/.well-known/jwks`)
    const failed = expect(waiting).rejects.toThrow()
    await new Promise((passed) => setTimeout(passed, 50))
    await sigstore.close()
    await failed
  })

  test('of an answer cut off leaves what the service did', async () => {
    const sigstore = await start()
    sigstore.faults.set('rekor-v2', { kind: 'cut-off', bytes: 10 }, 1)
    await expect(signed(sigstore, [rekor(sigstore, 2)])).rejects.toThrow()
    const proposed = sigstore.requests.findLast(({ service }) => service === 'rekor-v2')?.body
    const url = `${sigstore.urls.rekorV2}/api/v2/log/entries`
    expect((await post(url, proposed ?? Buffer.of())).status).toBe(409)
  })
})
