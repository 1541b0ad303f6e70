import { createHash, X509Certificate } from 'node:crypto'
import { describe, expect, test } from '@jest/globals'
import { RFC3161Timestamp } from '@sigstore/core'
import { TrustedRoot } from '@sigstore/protobuf-specs'
import { post, started } from './started.ts'

const start = started()
const SIGNATURE = Buffer.from('a signature')
const HASH = createHash('sha256').update(SIGNATURE).digest()

const sequence = (...parts: readonly Buffer[]): Buffer => {
  const content = Buffer.concat(parts)
  return Buffer.concat([Buffer.from([0x30, content.length]), content])
}
const hex = (text: string) => Buffer.from(text, 'hex')
const imprint = sequence(
  sequence(hex('0609608648016503040201'), hex('0500')),
  Buffer.concat([hex('0420'), HASH]),
)

/** The key of the certificate that signs timestamps. */
const authorityKey = (root: object) => {
  const [first] = timestampAuthoritiesIn(root)
  return new X509Certificate(Buffer.from(first ?? '', 'base64')).publicKey
}

const timestampAuthoritiesIn = (root: object): readonly string[] =>
  TrustedRoot.fromJSON(JSON.parse(JSON.stringify(root)))
    .timestampAuthorities.flatMap(({ certChain }) => certChain?.certificates ?? [])
    .map(({ rawBytes }) => rawBytes.toString('base64'))

describe('a timestamp', () => {
  const queries = [
    { query: 'cosign writes', der: sequence(hex('020101'), imprint) },
    { query: 'has a nonce', der: sequence(hex('020101'), imprint, hex('02021234')) },
    { query: 'wants the certificate', der: sequence(hex('020101'), imprint, hex('0101ff')) },
  ]
  test.each(queries)('for a query in DER as one that $query', async ({ der }) => {
    const { urls } = await start()
    const before = Date.now()
    const answer = await fetch(urls.timestamp, {
      method: 'POST',
      headers: { 'content-type': 'application/timestamp-query' },
      body: new Uint8Array(der),
    })
    expect(answer.status).toBe(201)
    expect(answer.headers.get('content-type')).toBe('application/timestamp-reply')
    const timestamp = RFC3161Timestamp.parse(Buffer.from(await answer.arrayBuffer()))
    expect(Math.abs(timestamp.signingTime.getTime() - before)).toBeLessThan(5_000)
    expect(timestamp.tstInfo.messageImprintHashedMessage.equals(HASH)).toBe(true)
  })

  test('repeats the nonce', async () => {
    const { urls, trustedRoot } = await start()
    const nonce = hex('02087fffffffffffffff')
    const answer = await fetch(urls.timestamp, {
      method: 'POST',
      headers: { 'content-type': 'application/timestamp-query' },
      body: new Uint8Array(sequence(hex('020101'), imprint, nonce)),
    })
    const timestamp = Buffer.from(await answer.arrayBuffer())
    expect(timestamp.includes(nonce)).toBe(true)
    RFC3161Timestamp.parse(timestamp).verify(SIGNATURE, authorityKey(trustedRoot()))
  })

  const others = [
    { what: 'no DER', body: Buffer.from('hello'), says: 'cut off' },
    { what: 'a cut one', body: sequence(hex('020101'), imprint).subarray(0, 20), says: 'cut off' },
    { what: 'another structure', body: sequence(hex('0500')), says: 'TimeStampReq' },
  ]
  test.each(others)('is refused for $what', async ({ body, says }) => {
    const { urls } = await start()
    const { status, text } = await post(urls.timestamp, body, 'application/timestamp-query')
    expect(status).toBe(400)
    expect(text).toContain(says)
  })

  test('is refused for a hash algorithm that nobody knows', async () => {
    const { urls } = await start()
    const { status, text } = await post(urls.timestamp, { artifactHash: '', hashAlgorithm: 'md5' })
    expect(status).toBe(400)
    expect(text).toContain('md5')
  })
})
