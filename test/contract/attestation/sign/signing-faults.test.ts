import { UserError } from '@ci-kit/core/errors'
import type { Fault, ServiceName } from '@ci-kit/local-sigstore/faults'
import {
  type LocalSigstore,
  type LoggedRequest,
  startLocalSigstore,
} from '@ci-kit/local-sigstore/start-local-sigstore'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { verifierOn } from '../bundles.ts'
import { deadUrl, EXPECTED, LIMITS, messageOf, STATEMENT, signedBy, signingAt } from './signing.ts'

let sigstore: LocalSigstore
let earlier = 0
beforeAll(async () => {
  sigstore = await startLocalSigstore({ tiledEntries: 'hashes' })
})
beforeEach(() => {
  sigstore.faults.clear()
  earlier = sigstore.requests.length
})
afterAll(() => sigstore.close())

const asked = (name: ServiceName): LoggedRequest[] =>
  sigstore.requests.slice(earlier).filter(({ service }) => service === name)

/** How each service is reached, and its name in messages. */
const SERVICES = [
  ['oidc', 'token service of GitHub', {}],
  ['fulcio', 'certificate authority', {}],
  ['rekor', 'transparency log', { log: 1 }],
  ['rekor-v2', 'transparency log', { log: 2 }],
  ['timestamp', 'timestamp authority', { log: 'none' }],
] as const

const PASSING: readonly (readonly [string, Fault])[] = [
  ['down', { kind: 'refuse' }],
  ['408', { kind: 'status', status: 408 }],
  ['429', { kind: 'status', status: 429 }],
  ['500', { kind: 'status', status: 500 }],
  ['a 502 of a proxy', { kind: 'status', status: 502, body: '<html>bad gateway</html>' }],
  ['599', { kind: 'status', status: 599 }],
  ['an answer that is cut off', { kind: 'cut-off', bytes: 20 }],
  ['an answer that is lost', { kind: 'cut-off', bytes: 0 }],
]
const each = SERVICES.flatMap(([service, role, wanted]) =>
  PASSING.map(([what, fault]) => [service, what, role, wanted, fault] as const),
)

describe('what passes', () => {
  test.each(each)('%s: %s', async (service, _, role, wanted, fault) => {
    sigstore.faults.set(service, fault, 2)
    const { signer, told, clock } = signingAt(sigstore, wanted)
    const { bundle } = await signer.sign(STATEMENT)
    const policy = { ...EXPECTED, ...signedBy(sigstore) }
    const root = service === 'timestamp' ? { log: false as const } : {}
    await verifierOn(sigstore.trustedRoot(root)).statement(bundle, policy)
    expect(told[0]).toContain(`The ${role} 127.0.0.1:`)
    expect(told[0]).toContain('(attempt 1 of ')
    expect(clock.waits[0]).toBe(250)
  })

  test('a wait that the service asks for is kept', async () => {
    const fault = { kind: 'status', status: 429, headers: { 'retry-after': '7' } } as const
    sigstore.faults.set('rekor', fault, 1)
    const { signer, clock, told } = signingAt(sigstore)
    await signer.sign(STATEMENT)
    expect(clock.waits).toEqual([7_250])
    expect(told).toEqual([
      expect.stringContaining('429: injected fault: try again in 7 s (attempt 1 of 4)'),
    ])
  })

  test('silence ends the attempt', async () => {
    sigstore.faults.set('fulcio', { kind: 'delay', milliseconds: 60_000 }, 1)
    const limits = { ...LIMITS, requestMs: 500, idleMs: 500 }
    const { signer, told } = signingAt(sigstore, { limits })
    expect((await signer.sign(STATEMENT)).proof).toBe('log')
    // On a busy machine others may be silent for that long, too.
    expect(told).toContainEqual(
      expect.stringMatching(
        /The certificate authority .*ETIMEDOUT: no answer within 0\.5 s \(attempt 1 of 4\)/,
      ),
    )
  })

  test('an entry whose answer was lost is fetched and not written twice', async () => {
    sigstore.faults.set('rekor', { kind: 'cut-off', bytes: 0 }, 1)
    const { signer } = signingAt(sigstore)
    const { logIndices } = await signer.sign(STATEMENT)
    expect(asked('rekor').map(({ method }) => method)).toEqual(['POST', 'POST', 'GET'])
    expect((await signer.sign(STATEMENT)).logIndices).toEqual([String(Number(logIndices[0]) + 1)])
  })

  test('the second log cannot be asked for a lost entry, so another is signed', async () => {
    const { signer, told } = signingAt(sigstore, { log: 2 })
    const before = await signingAt(sigstore, { log: 2 }).signer.sign(STATEMENT)
    sigstore.faults.set('rekor-v2', { kind: 'cut-off', bytes: 0 }, 1)
    const { logIndices } = await signer.sign(STATEMENT)
    expect(logIndices).toEqual([String(Number(before.logIndices[0]) + 2)])
    expect(told.join()).toContain('signing once more')
  })
})

describe('what stays', () => {
  test.each(SERVICES)(
    '%s: an outage ends after bounded attempts',
    async (service, role, wanted) => {
      sigstore.faults.set(service, { kind: 'status', status: 503 })
      const { signer, clock, told } = signingAt(sigstore, wanted)
      const work = signer.sign(STATEMENT)
      await expect(work).rejects.toBeInstanceOf(UserError)
      const message = await messageOf(work)
      expect(message).toContain(`The ${role} 127.0.0.1:`)
      expect(message).toMatch(
        /answered 503: injected fault \(\d attempts\)\. It is down, .* run the job again\./,
      )
      const attempts = service === 'oidc' ? 6 : 4
      expect([asked(service).length, told.length]).toEqual([attempts, attempts])
      expect(clock.elapsed()).toBeLessThan(60_000)
    },
  )

  test.each([
    ['certificate authority', (url: URL) => ({ fulcio: url })],
    ['transparency log', (url: URL) => ({ logs: [{ url, version: 1 as const }] })],
    ['timestamp authority', (url: URL) => ({ timestampAuthorities: [url] })],
  ])('a closed port of the %s', async (role, withUrl) => {
    const url = await deadUrl()
    const { signer, told } = signingAt(sigstore, { timestamps: true, instance: withUrl(url) })
    const message = await messageOf(signer.sign(STATEMENT))
    expect(message).toContain(`The ${role} ${url.host} could not be asked: ECONNREFUSED`)
    expect(message).toContain('(4 attempts). It is down, overloaded or out of reach')
    expect(told).toHaveLength(4)
  })

  test.each(SERVICES)('%s: garbage is told at once', async (service, role, wanted) => {
    sigstore.faults.set(service, { kind: 'garbage' })
    const message = await messageOf(signingAt(sigstore, wanted).signer.sign(STATEMENT))
    expect(message).toMatch(
      new RegExp(
        `^The ${role} 127[^ ]+ has sent an answer that cannot be used: .*\\. Check that the URL`,
      ),
    )
    expect(asked(service)).toHaveLength(1)
  })

  test.each([
    ['fulcio', 400, 'has to know the issuer of the token'],
    ['fulcio', 403, 'for the audience "sigstore"'],
    ['rekor', 400, 'a repetition would not help'],
    ['rekor', 404, 'another version'],
    ['rekor', 413, 'smaller predicate'],
    ['rekor', 302, 'a repetition would not help'],
    ['oidc', 403, 'id-token: write'],
  ] as const)('%s: %s is told at once', async (service: ServiceName, status, expected) => {
    sigstore.faults.set(service, { kind: 'status', status })
    const message = await messageOf(signingAt(sigstore).signer.sign(STATEMENT))
    expect(message).toContain(`127.0.0.1:`)
    expect(message).toContain(`answered ${status}: injected fault. `)
    expect(message).toContain(expected)
    expect(asked(service)).toHaveLength(1)
  })

  test('a wait of an hour is told and not waited for', async () => {
    const headers = { 'retry-after': '3600' }
    sigstore.faults.set('rekor', { kind: 'status', status: 429, headers })
    const { signer, clock } = signingAt(sigstore)
    await expect(signer.sign(STATEMENT)).rejects.toThrow('try again in 3600 s')
    expect(clock.waits).toEqual([])
  })

  test('a service that repeats the token does not get it into the message', async () => {
    const { signer, tokens, told } = signingAt(sigstore)
    const token = await tokens.token('sigstore')
    const body = JSON.stringify({ message: `invalid identity token: ${token}` })
    sigstore.faults.set('fulcio', { kind: 'status', status: 500, body })
    const message = await messageOf(signer.sign(STATEMENT))
    expect(message).toContain('invalid identity token: ***')
    for (const part of token.split('.')) expect([message, ...told].join()).not.toContain(part)
  })

  test('a certificate for another key is refused', async () => {
    const other = await startLocalSigstore()
    const { signer } = signingAt(other)
    const { bundle } = await signer.sign(STATEMENT)
    await other.close()
    const { rawBytes } = JSON.parse(Buffer.from(bundle).toString()).verificationMaterial.certificate
    const pem = `-----BEGIN CERTIFICATE-----\n${rawBytes}\n-----END CERTIFICATE-----\n`
    const body = JSON.stringify({
      signedCertificateEmbeddedSct: { chain: { certificates: [pem] } },
    })
    sigstore.faults.set('fulcio', { kind: 'garbage', body })
    await expect(signingAt(sigstore).signer.sign(STATEMENT)).rejects.toThrow('is for another key')
  })
})
