import { entryFrom } from '@ci-kit/attestation/sign/services/rekor-v1-entry'
import { describe, expect, test } from '@jest/globals'

const SERVICE = { role: 'transparency log', url: new URL('https://log.test'), advice: () => '' }
const HASH = 'ab'.repeat(32)
const base64 = (text: string): string => Buffer.from(text).toString('base64')
const BODY = base64(JSON.stringify({ kind: 'dsse', apiVersion: '0.0.1', spec: {} }))
const proof = { checkpoint: 'note', hashes: [HASH], logIndex: 6, rootHash: HASH, treeSize: 7 }
const ENTRY = {
  body: BODY,
  integratedTime: 1_700_000_000,
  logID: HASH,
  logIndex: 12_345_678_901,
  verification: { inclusionProof: proof, signedEntryTimestamp: base64('promise') },
}
const read = (entry: object) => entryFrom(SERVICE, { [HASH]: entry })

test('an entry is read as bundles hold it', () => {
  expect(read(ENTRY)).toEqual({
    logIndex: '12345678901',
    logId: { keyId: Buffer.from(HASH, 'hex') },
    integratedTime: '1700000000',
    kindVersion: { kind: 'dsse', version: '0.0.1' },
    inclusionPromise: { signedEntryTimestamp: Buffer.from('promise') },
    inclusionProof: {
      logIndex: '6',
      treeSize: '7',
      rootHash: Buffer.from(HASH, 'hex'),
      hashes: [Buffer.from(HASH, 'hex')],
      checkpoint: { envelope: 'note' },
    },
    canonicalizedBody: Buffer.from(BODY, 'base64'),
  })
})

const proven = (more: object) => ({
  ...ENTRY,
  verification: { ...ENTRY.verification, inclusionProof: { ...proof, ...more } },
})

describe('an entry is refused', () => {
  test.each([
    ['body', { ...ENTRY, body: undefined }],
    ['body', { ...ENTRY, body: '<html>' }],
    ['kind', { ...ENTRY, body: base64('{"apiVersion":"0.0.1"}') }],
    ['apiVersion', { ...ENTRY, body: base64('{"kind":"dsse"}') }],
    ['kind', { ...ENTRY, body: base64('no json') }],
    ['integratedTime', { ...ENTRY, integratedTime: 'today' }],
    ['logID', { ...ENTRY, logID: 'xyz' }],
    ['logIndex', { ...ENTRY, logIndex: -1 }],
    ['signedEntryTimestamp', { ...ENTRY, verification: { inclusionProof: proof } }],
    ['logIndex', { ...ENTRY, verification: { signedEntryTimestamp: base64('promise') } }],
    ['treeSize', proven({ treeSize: '7' })],
    ['rootHash', proven({ rootHash: 'abc' })],
    ['hashes', proven({ hashes: HASH })],
    ['hashes', proven({ hashes: [1.5] })],
    ['hashes', proven({ hashes: Array.from({ length: 65 }, () => HASH) })],
    ['checkpoint', proven({ checkpoint: '' })],
  ])('without a good %s', (name, entry) => {
    expect(() => read(entry)).toThrow(
      `The transparency log log.test has sent an answer that cannot be used: its entry has no "${name}".`,
    )
  })

  test.each([undefined, {}, { a: ENTRY, b: ENTRY }, { a: [ENTRY] }])('as %j', (answer) => {
    expect(() => entryFrom(SERVICE, answer)).toThrow('its entry has no "body"')
  })
})
