import type { Json } from '@ci-kit/core/json'
import { parseOpenVex } from '@ci-kit/trivy-scan/vex/openvex'
import { describe, expect, test } from '@jest/globals'

const SIGNED_AT = new Date('2026-07-01T00:00:00Z')
const STATEMENT = {
  vulnerability: { name: 'CVE-2026-0001' },
  products: [{ '@id': 'pkg:oci/shop' }],
  status: 'not_affected',
}

const document = (statement: object, more: object = {}): Json => ({
  '@context': 'https://openvex.dev/ns/v0.2.0',
  statements: [STATEMENT, { ...STATEMENT, ...statement }],
  ...more,
})
const second = (statement: object, more?: object) =>
  parseOpenVex(document(statement, more), SIGNED_AT)[1]

describe('a statement of OpenVEX', () => {
  test('keeps what trivy reads, and nothing else', () => {
    const statement = {
      '@id': 'https://example.com/1',
      vulnerability: { '@id': 'x', name: 'GHSA-1', aliases: ['CVE-1'], description: 'long' },
      products: [
        {
          '@id': 'pkg:oci/shop',
          identifiers: { purl: 'pkg:oci/shop', cpe23: 'cpe:2.3' },
          hashes: { 'sha-256': 'x' },
          subcomponents: [{ '@id': 'pkg:apk/alpine/openssl' }, { hashes: {} }],
        },
      ],
      status: 'fixed',
      status_notes: 'x',
      justification: 'component_not_present',
    }
    expect(second(statement)).toEqual({
      vulnerability: { '@id': 'x', name: 'GHSA-1', aliases: ['CVE-1'] },
      products: [
        {
          '@id': 'pkg:oci/shop',
          identifiers: { purl: 'pkg:oci/shop' },
          // Nothing is known by that one: without it, the statement would be about everything.
          subcomponents: [{ '@id': 'pkg:apk/alpine/openssl' }, {}],
        },
      ],
      status: 'fixed',
      justification: 'component_not_present',
      timestamp: '2026-07-01T00:00:00.000Z',
    })
  })

  test.each([
    ['its own', { timestamp: '2026-05-01T10:00:00+02:00' }, {}, '2026-05-01T08:00:00.000Z'],
    ["the document's", {}, { timestamp: '2026-04-01T10:00:00.5Z' }, '2026-04-01T10:00:00.500Z'],
    ["the signature's", {}, {}, '2026-07-01T00:00:00.000Z'],
  ])('has a time: %s', (_whose, statement, more, expected) => {
    expect(second(statement, more)?.timestamp).toBe(expected)
  })

  test('may name no product, and is about nothing then', () => {
    expect(second({ products: undefined })?.products).toEqual([])
  })

  test.each([
    ['https://openvex.dev/ns'],
    ['https://openvex.dev/ns/v0.2.0'],
    ['https://openvex.dev/ns/v0.2.9'],
  ])('is read in a document of %s', (context) => {
    expect(second({}, { '@context': context })).toMatchObject(STATEMENT)
  })
})

describe('a document is refused as a whole for', () => {
  test.each([
    ['no vulnerability', { vulnerability: undefined }, 'statement 2 has no vulnerability'],
    ['the one of version 0.0', { vulnerability: 'CVE-1' }, 'or one that is no object'],
    ['one without a name', { vulnerability: {} }, 'the vulnerability of statement 2 has no name'],
    ['an alias', { vulnerability: { name: 'x', aliases: [1] } }, 'the aliases in statement 2'],
    ['aliases', { vulnerability: { name: 'x', aliases: 'y' } }, 'the aliases in statement 2'],
    ['products', { products: {} }, 'the products of statement 2 are no list'],
    ['a product', { products: ['pkg:oci/shop'] }, 'a product of statement 2 is no object'],
    [
      'subcomponents',
      { products: [{ '@id': 'x', subcomponents: 'pkg:apk/alpine/openssl' }] },
      'the subcomponents of a product of statement 2 are no list of objects',
    ],
    [
      'a subcomponent',
      { products: [{ '@id': 'x', subcomponents: ['pkg:apk/alpine/openssl'] }] },
      'the subcomponents of a product of statement 2 are no list of objects',
    ],
    ['a status', { status: 'harmless' }, 'the status of statement 2 is "harmless"'],
    ['no status', { status: undefined }, 'the status of statement 2 is ""'],
    ['a time', { timestamp: 'yesterday' }, 'the timestamp of statement 2 is "yesterday"'],
    ['a time without a zone', { timestamp: '2026-05-01T10:00:00' }, 'the timestamp of statement 2'],
    ['a day', { timestamp: '2026-05-01' }, 'the timestamp of statement 2 is "2026-05-01"'],
    ['a number', { timestamp: 1 }, 'the timestamp of statement 2 is ""'],
  ])('%s', (_what, statement, says) => {
    expect(() => second(statement)).toThrow(`It is no document of OpenVEX 0.2: `)
    expect(() => second(statement)).toThrow(says)
  })

  test.each([
    ['no content', undefined, 'its @context is ""'],
    ['another context', document({}, { '@context': 'https://x.test' }), '"https://x.test"'],
    [
      'a context that only begins right',
      document({}, { '@context': 'https://openvex.dev/ns/v0.3.0' }),
      'its @context is "https://openvex.dev/ns/v0.3.0"',
    ],
    ['no statements', document({}, { statements: undefined }), 'it has no list of statements'],
    ['statements in an object', document({}, { statements: {} }), 'it has no list of statements'],
    ['a time', document({}, { timestamp: 'never' }), 'the timestamp of it is "never"'],
  ])('%s', (_what, of, says) => {
    expect(() => parseOpenVex(of, SIGNED_AT)).toThrow(says)
    expect(() => parseOpenVex(of, SIGNED_AT)).toThrow('It is no document of OpenVEX 0.2')
  })
})
