import { timestampQuery } from '@ci-kit/local-sigstore/timestamp-query'
import { expect, test } from '@jest/globals'
import fc from 'fast-check'

/** As cosign 3.1.3 sent it. */
const SENT =
  '30360201013031300d060960864801650304020105000420595af456adbfb9b1ba964980e8a182fd4f57e92725d2aa2cbb9af6365c96610e'

test('a query in DER is read', () => {
  const query = timestampQuery(Buffer.from(SENT, 'hex'))
  expect(query.hashAlgorithmOID).toBe('2.16.840.1.101.3.4.2.1')
  expect(query.artifactHash.toString('hex')).toBe(SENT.slice(-64))
  expect(query).toMatchObject({ nonce: undefined, certReq: false })
})

test('other bytes are refused, never read beyond their end', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
      expect(() => timestampQuery(Buffer.from(bytes))).toThrow(/TimeStampReq|cut off/)
    }),
  )
})

test('a query that is cut anywhere is refused', () => {
  const whole = Buffer.from(SENT, 'hex')
  for (const [end] of whole.entries())
    expect(() => timestampQuery(whole.subarray(0, end))).toThrow(/TimeStampReq|cut off/)
})
