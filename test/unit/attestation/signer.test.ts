import { signerIn } from '@ci-kit/attestation/signer'
import { describe, expect, test } from '@jest/globals'

const oid = (number: number) => `1.3.6.1.4.1.57264.1.${number}`
const utf8 = (text: string) => {
  const bytes = Buffer.from(text)
  const length = bytes.length < 128 ? [bytes.length] : [0x81, bytes.length]
  return Buffer.concat([Buffer.from([0x0c, ...length]), bytes])
}
const ISSUER = { oid: oid(8), value: utf8('https://issuer.test') }

describe('the signer in a certificate', () => {
  test('is read from the extensions, of which unknown ones do not count', () => {
    const extensions = [
      ISSUER,
      { oid: oid(12), value: utf8('https://github.com/org/app') },
      { oid: oid(14), value: utf8('é'.repeat(80)) },
      { oid: oid(99), value: utf8('x') },
      { oid: '2.5.29.15', value: Buffer.from([3]) },
    ]
    expect(signerIn('me', extensions)).toEqual({
      identity: 'me',
      issuer: 'https://issuer.test',
      sourceRepository: 'https://github.com/org/app',
      sourceRef: 'é'.repeat(80),
    })
  })

  test('has the issuer of an old certificate, which is bare text', () => {
    const value = Buffer.from('https://old.test')
    expect(signerIn('me', [{ oid: oid(1), value }])).toEqual({
      identity: 'me',
      issuer: 'https://old.test',
    })
  })

  test.each([
    ['no extensions', []],
    ['another type', [{ oid: oid(8), value: Buffer.from([0x16, 1, 0x61]) }]],
    ['a length that is too long', [{ oid: oid(8), value: Buffer.from([0x0c, 9, 0x61]) }]],
    ['a length that is too short', [{ oid: oid(8), value: Buffer.from([0x0c, 1, 0x61, 0x61]) }]],
    ['no length', [{ oid: oid(8), value: Buffer.from([0x0c]) }]],
    ['a length of a length', [{ oid: oid(8), value: Buffer.from([0x0c, 0x84, 1]) }]],
    ['nothing', [{ oid: oid(8), value: Buffer.of() }]],
    ['an empty text', [{ oid: oid(8), value: utf8('') }]],
    ['bytes that are no UTF-8', [{ oid: oid(8), value: Buffer.from([0x0c, 1, 0xe8]) }]],
  ])('is none with %s for an issuer', (_what, extensions) => {
    expect(signerIn('me', extensions)).toBeUndefined()
  })
})
