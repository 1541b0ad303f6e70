import { type LocalSigstore, startLocalSigstore } from '@ci-kit/local-sigstore/start-local-sigstore'
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { messageOf, STATEMENT, signingAt } from './signing.ts'

let sigstore: LocalSigstore
beforeAll(async () => {
  sigstore = await startLocalSigstore()
})
beforeEach(() => sigstore.faults.clear())
afterAll(() => sigstore.close())

const entry = {
  logIndex: '1',
  logId: { keyId: 'AAAA' },
  kindVersion: { kind: 'hashedrekord', version: '0.0.2' },
  inclusionProof: { logIndex: '0', treeSize: '1', rootHash: 'AAAA', checkpoint: { envelope: 'x' } },
  canonicalizedBody: 'AAAA',
}
const V2 = { log: 2 } as const
const STAMPED = { log: 'none' } as const
const chain = (...certificates: unknown[]) => ({
  signedCertificateEmbeddedSct: { chain: { certificates } },
})
const der = (...bytes: number[]) => Buffer.from(bytes).toString('latin1')

test.each([
  ['fulcio', {}, '{}', 'there is no certificate in it'],
  ['fulcio', {}, JSON.stringify(chain()), 'there is no certificate in it'],
  ['fulcio', {}, JSON.stringify(chain(7)), 'there is no certificate in it'],
  ['fulcio', {}, JSON.stringify(chain('MIIB')), 'the certificate cannot be read'],
  ['fulcio', {}, JSON.stringify(chain('x'.repeat(2_000_000))), 'of more than 1048576 bytes'],
  ['rekor-v2', V2, '{}', 'lacks the log id'],
  ['rekor-v2', V2, '[]', 'it is no JSON object'],
  ['rekor-v2', V2, JSON.stringify({ ...entry, logId: {} }), 'lacks the log id'],
  ['rekor-v2', V2, JSON.stringify({ ...entry, kindVersion: undefined }), 'the kind'],
  ['rekor-v2', V2, JSON.stringify({ ...entry, inclusionProof: undefined }), 'the proof'],
  ['rekor-v2', V2, JSON.stringify({ ...entry, canonicalizedBody: '' }), 'the body'],
  ['rekor-v2', V2, JSON.stringify({ ...entry, inclusionProof: { hashes: 7 } }), 'its entry'],
  ['timestamp', STAMPED, '', 'no timestamp that was granted'],
  ['timestamp', STAMPED, der(0x30, 0x05, 0x30, 0x03, 0x02, 0x01, 0x02), 'no timestamp'],
  ['timestamp', STAMPED, der(0x30, 0x05, 0x30, 0x03, 0x02, 0x01, 0x00), 'no timestamp'],
  ['timestamp', STAMPED, der(0x30, 0x80, 0x30, 0x03, 0x02, 0x01, 0x00), 'no timestamp'],
] as const)('%s (%j) that answers %.60j is refused', async (service, wanted, body, expected) => {
  sigstore.faults.set(service, { kind: 'garbage', body })
  const message = await messageOf(signingAt(sigstore, wanted).signer.sign(STATEMENT))
  expect(message).toMatch(/^The [a-z ]+ 127\.0\.0\.1:\d+ /)
  expect(message).toContain(expected)
})

test('a log that has the entry but does not say where is told', async () => {
  sigstore.faults.set('rekor', { kind: 'status', status: 409 })
  const message = await messageOf(signingAt(sigstore).signer.sign(STATEMENT))
  expect(message).toContain('409 says that the entry is there already, but not where')
})

test('an entry is never looked for at another host', async () => {
  const location = `https://evil.example/api/v1/log/entries/${'a'.repeat(64)}`
  sigstore.faults.set('rekor', { kind: 'status', status: 409, headers: { location } }, 1)
  const before = sigstore.requests.length
  const message = await messageOf(signingAt(sigstore).signer.sign(STATEMENT))
  expect(message).toContain('answered 404: no such entry')
  const paths = sigstore.requests.slice(before).map(({ method, path }) => `${method} ${path}`)
  expect(paths.at(-1)).toBe(`GET /api/v1/log/entries/${'a'.repeat(64)}`)
})
