import { signAll } from '@ci-kit/attestation/sign/sign-all'
import { type LocalSigstore, startLocalSigstore } from '@ci-kit/local-sigstore/start-local-sigstore'
import type { Transport } from '@ci-kit/oci/http'
import { nodeTransport } from '@ci-kit/oci/node-transport'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { verifierOn } from '../bundles.ts'
import {
  asked,
  deadUrl,
  EXPECTED,
  LIMITS,
  messageOf,
  STATEMENT,
  signedBy,
  signingAt,
} from './signing.ts'

let sigstore: LocalSigstore
beforeEach(async () => {
  sigstore = await startLocalSigstore()
})
afterEach(() => sigstore.close())

const DOWN = { kind: 'status', status: 502 } as const

test.each(['always', 'when-the-log-is-down'] as const)(
  'with a timestamp (%s) signing goes on without the log, and says so once',
  async (timestamps) => {
    sigstore.faults.set('rekor', DOWN)
    const { signer, told } = signingAt(sigstore, {
      onLogOutage: 'timestamp',
      timestamps: true,
      instance: { timestamps },
    })
    const signed = await signAll(signer, [STATEMENT, STATEMENT, STATEMENT])
    const later = await signer.sign(STATEMENT)
    for (const { bundle, proof, logOutage, logIndices } of [...signed, later]) {
      expect([proof, logIndices]).toEqual(['timestamp', []])
      expect(logOutage).toMatch(/^The transparency log 127.* answered 502.*\(4 attempts\)/)
      const policy = { ...EXPECTED, ...signedBy(sigstore) }
      const withoutLog = verifierOn(sigstore.trustedRoot({ log: false }))
      expect((await withoutLog.statement(bundle, policy)).logIndices).toEqual([])
      const withLog = verifierOn(sigstore.trustedRoot())
      await expect(withLog.statement(bundle, policy)).rejects.toThrow('transparency log')
    }
    expect(told.filter((text) => text.startsWith('warning: '))).toEqual([
      expect.stringContaining('Signing goes on with a timestamp alone'),
    ])
    expect(asked(sigstore, 'rekor')).toBe(3 * LIMITS.attempts)
    expect(asked(sigstore, 'timestamp')).toBe(4)
  },
)

test('a log that answers is used alone where timestamps are for outages', async () => {
  const { signer } = signingAt(sigstore, {
    onLogOutage: 'timestamp',
    timestamps: true,
    instance: { timestamps: 'when-the-log-is-down' },
  })
  expect((await signer.sign(STATEMENT)).proof).toBe('log')
  expect(asked(sigstore, 'timestamp')).toBe(0)
})

test.each([
  ['it may not', { onLogOutage: 'fail', timestamps: true }],
  ['there is no timestamp authority', { onLogOutage: 'timestamp', timestamps: false }],
] as const)('signing ends without the log where %s', async (_, wanted) => {
  sigstore.faults.set('rekor', DOWN)
  const message = await messageOf(signingAt(sigstore, wanted).signer.sign(STATEMENT))
  expect(message).toMatch(/^The transparency log 127.* answered 502/)
})

test.each([
  ['refuses', { kind: 'status', status: 400 }],
  ['answers with garbage', { kind: 'garbage' }],
] as const)('a log that %s is not down', async (_, fault) => {
  sigstore.faults.set('rekor', fault)
  const { signer } = signingAt(sigstore, { onLogOutage: 'timestamp', timestamps: true })
  await expect(signer.sign(STATEMENT)).rejects.toThrow('The transparency log')
})

test('without log and timestamp authority there is no proof', async () => {
  sigstore.faults.set('rekor', DOWN)
  sigstore.faults.set('timestamp', { kind: 'refuse' })
  const { signer } = signingAt(sigstore, {
    onLogOutage: 'timestamp',
    timestamps: true,
    instance: { timestamps: 'when-the-log-is-down' },
  })
  await expect(signer.sign(STATEMENT)).rejects.toThrow(/^The timestamp authority 127/)
})

test('a failure ends the requests beside it', async () => {
  sigstore.faults.set('rekor', { kind: 'delay', milliseconds: 8_000 })
  sigstore.faults.set('timestamp', { kind: 'status', status: 400 })
  const signals: (AbortSignal | undefined)[] = []
  const send = nodeTransport({ env: {} })
  const transport: Transport = (request) => {
    if (request.url.pathname.endsWith('/log/entries')) signals.push(request.signal)
    return send(request)
  }
  const { signer } = signingAt(sigstore, { timestamps: true, transport })
  await expect(signer.sign(STATEMENT)).rejects.toThrow('The timestamp authority')
  expect(signals.map((signal) => signal?.aborted)).toEqual([true])
})

test('of two logs one is enough to be down', async () => {
  const dead = await deadUrl()
  const logs = [
    { url: new URL(sigstore.urls.rekor), version: 1 },
    { url: dead, version: 1 },
  ] as const
  const { signer } = signingAt(sigstore, { timestamps: true, instance: { logs } })
  await expect(signer.sign(STATEMENT)).rejects.toThrow(`The transparency log ${dead.host}`)
  const going = signingAt(sigstore, {
    onLogOutage: 'timestamp',
    timestamps: true,
    instance: { logs },
  })
  expect(await going.signer.sign(STATEMENT)).toMatchObject({ proof: 'timestamp', logIndices: [] })
})

test('two logs that answer make two entries', async () => {
  const logs = [
    { url: new URL(sigstore.urls.rekor), version: 1 },
    { url: new URL(sigstore.urls.rekorV2), version: 2 },
  ] as const
  const { signer } = signingAt(sigstore, { timestamps: true, instance: { logs } })
  const { bundle, logIndices, proof } = await signer.sign(STATEMENT)
  expect([logIndices.length, proof]).toEqual([2, 'log-and-timestamp'])
  const policy = { ...EXPECTED, ...signedBy(sigstore) }
  const { logIndices: verified } = await verifierOn(sigstore.trustedRoot()).statement(
    bundle,
    policy,
  )
  expect(verified).toEqual(logIndices)
})
