import { signerIn } from '@ci-kit/attestation/verify/signer'
import { describe, expect, test } from '@jest/globals'

const oid = (number: number) => `1.3.6.1.4.1.57264.1.${number}`
const utf8 = (text: string) => {
  const bytes = Buffer.from(text)
  const length = bytes.length < 128 ? [bytes.length] : [0x81, bytes.length]
  return Buffer.concat([Buffer.from([0x0c, ...length]), bytes])
}
const san = (...names: readonly (readonly [tag: number, name: string])[]) => {
  const each = names.map(([tag, name]) => Buffer.from([tag, name.length, ...Buffer.from(name)]))
  const content = Buffer.concat(each)
  return { oid: '2.5.29.17', value: Buffer.from([0x30, content.length, ...content]) }
}
const MAIL = 0x81
const URI = 0x86
const ME = san([URI, 'me'])
const ISSUER = { oid: oid(8), value: utf8('https://issuer.test') }

describe('the signer in a certificate', () => {
  test('is read from the extensions, of which unknown ones do not count', () => {
    const extensions = [
      ME,
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
    expect(signerIn('me', [ME, { oid: oid(1), value }])).toEqual({
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
    expect(signerIn('me', [ME, ...extensions])).toBeUndefined()
  })

  test('has one name, which may be long, a URI or a mail address', () => {
    const issued = (name: string, ...extensions: readonly (typeof ME)[]) =>
      signerIn(name, [ISSUER, ...extensions])?.identity
    const long = `https://github.com/org/${'a'.repeat(300)}`
    const content = Buffer.concat([
      Buffer.from([URI, 0x82, 1, long.length - 256]),
      Buffer.from(long),
    ])
    const value = Buffer.concat([Buffer.from([0x30, 0x82, 1, content.length - 256]), content])
    expect(issued(long, { oid: '2.5.29.17', value })).toBe(long)
    expect(issued('me@example.com', san([MAIL, 'me@example.com']))).toBe('me@example.com')
  })

  const NAME = 'https://github.com/org/app'
  test.each<[string, readonly (typeof ME)[]]>([
    ['no name', [ISSUER]],
    ['another name', [ISSUER, san([URI, `${NAME}x`])]],
    ['a second name', [ISSUER, san([URI, NAME], [URI, 'https://evil.test/a'])]],
    ['a mail address beside it', [ISSUER, san([MAIL, 'me@evil.test'], [URI, NAME])]],
    ['a mail address that looks like a URI', [ISSUER, san([MAIL, NAME])]],
    ['a name of another kind', [ISSUER, san([0x82, NAME])]],
    [
      'bytes behind the name',
      [ISSUER, { ...ME, value: Buffer.concat([san([URI, NAME]).value, Buffer.of(0)]) }],
    ],
    ['two lists of names', [ISSUER, san([URI, NAME]), san([URI, NAME])]],
    ['two issuers', [san([URI, NAME]), ISSUER, { ...ISSUER, value: utf8('https://evil.test') }]],
    [
      'a fact twice',
      [
        san([URI, NAME]),
        ISSUER,
        { oid: oid(12), value: utf8('https://github.com/evil/app') },
        { oid: oid(12), value: utf8('https://github.com/org/app') },
      ],
    ],
    [
      'an issuer that cannot be read, and an old one',
      [
        san([URI, NAME]),
        { oid: oid(8), value: Buffer.of(1) },
        { oid: oid(1), value: Buffer.from('https://old.test') },
      ],
    ],
  ])('is nobody with %s', (_what, extensions) => {
    expect(signerIn(NAME, extensions)).toBeUndefined()
  })
})
