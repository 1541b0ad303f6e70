import { ask } from '@ci-kit/attestation/sign/services/exchange'
import { type Connection, SIGNING_LIMITS } from '@ci-kit/attestation/sign/services/service'
import type { HttpResponse, Transport } from '@ci-kit/oci/http'
import { describe, expect, test } from '@jest/globals'
import { skippingClock } from '../../../fakes/registry-client.ts'

const url = new URL('https://log.test/api')
const SERVICE = { role: 'transparency log', url, advice: () => 'Do this.' }

const answer = (status: number): HttpResponse => ({
  url,
  status,
  header: () => undefined,
  body: (async function* () {
    yield Buffer.from('{}')
  })(),
  discard: () => undefined,
})

/** Asks with production's limits on a clock that jumps. */
const asking = (answerOf: (clock: ReturnType<typeof skippingClock>) => HttpResponse) => {
  const clock = skippingClock()
  const told: string[] = []
  const transport: Transport = async () => answerOf(clock)
  const log = {
    info: (text: string) => told.push(text),
    warning: (text: string) => told.push(text),
  }
  const connection: Connection = {
    transport,
    clock,
    random: () => 0.999,
    log,
    limits: SIGNING_LIMITS,
  }
  return { clock, told, work: ask(connection, SERVICE, { method: 'GET', url, expect: [200] }) }
}

const failing = (code: string, milliseconds = 0) =>
  asking((clock) => {
    clock.advance(milliseconds)
    throw Object.assign(new Error('what Node says'), { code })
  })

describe('an outage', () => {
  test('that is told at once is waited for half a minute and more, and less than two', async () => {
    const { clock, told, work } = asking(() => answer(503))
    await expect(work).rejects.toThrow('log.test answered 503 (10 attempts). It is down')
    expect(told).toHaveLength(10)
    expect(clock.elapsed()).toBeGreaterThan(30_000)
    expect(clock.elapsed()).toBeLessThan(120_000)
  })

  test('of a service that never answers is told within two minutes, too', async () => {
    const { clock, work } = failing('ETIMEDOUT', SIGNING_LIMITS.requestMs)
    await expect(work).rejects.toMatchObject({ name: 'ServiceError', outage: true })
    expect(clock.elapsed()).toBeLessThanOrEqual(120_000)
  })

  test.each([
    'ECONNREFUSED',
    'ECONNRESET',
    'ENOTFOUND',
    'EAI_AGAIN',
    'EHOSTUNREACH',
    'HPE_INVALID_CONSTANT',
    'ERR_STREAM_PREMATURE_CLOSE',
  ])('is %s', async (code) => {
    const { told, work } = failing(code)
    await expect(work).rejects.toMatchObject({ outage: true })
    expect(told[0]).toBe(
      `The transparency log log.test could not be asked: ${code}: what Node says (attempt 1 of 10).`,
    )
  })
})

test.each([
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
])('%s is told at once', async (code) => {
  const { told, work } = failing(code)
  await expect(work).rejects.toThrow('NODE_EXTRA_CA_CERTS')
  expect(told).toEqual([])
})

test('a bug stays one', async () => {
  const { told, work } = asking(() => {
    throw new TypeError('not a function')
  })
  await expect(work).rejects.toThrow(TypeError)
  expect(told).toEqual([])
})

test.each([100, 204, 301, 400, 401, 404, 409, 422])(
  '%i is told at once, with what to do',
  async (status) => {
    const { told, work } = asking(() => answer(status))
    await expect(work).rejects.toThrow(`The transparency log log.test answered ${status}. Do this.`)
    expect(told).toEqual([])
  },
)
