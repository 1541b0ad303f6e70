import { parseChallenges } from '@ci-kit/oci/challenge'
import { expect, test } from '@jest/globals'
import fc from 'fast-check'

const parsed = (header: string) =>
  parseChallenges(header)?.map(({ scheme, parameters }) => [scheme, Object.fromEntries(parameters)])

test.each([
  [
    'Bearer realm="https://a/token",service="a",scope="repository:x:pull,push"',
    [['bearer', { realm: 'https://a/token', service: 'a', scope: 'repository:x:pull,push' }]],
  ],
  ['Basic realm="x"', [['basic', { realm: 'x' }]]],
  ['BASIC', [['basic', {}]]],
  [
    'Basic realm=x, Bearer realm="y" , service=z',
    [
      ['basic', { realm: 'x' }],
      ['bearer', { realm: 'y', service: 'z' }],
    ],
  ],
  [
    'Negotiate abc==, Basic realm="x"',
    [
      ['negotiate', {}],
      ['basic', { realm: 'x' }],
    ],
  ],
  [
    'Negotiate, Basic realm="x"',
    [
      ['negotiate', {}],
      ['basic', { realm: 'x' }],
    ],
  ],
  ['Bearer REALM = "a\\"b, c"', [['bearer', { realm: 'a"b, c' }]]],
  [', Basic realm="x",', [['basic', { realm: 'x' }]]],
  ['', []],
])('%s', (header, challenges) => {
  expect(parsed(header)).toEqual(challenges)
})

test.each([
  ['a parameter without a scheme', 'realm="x"'],
  ['an open quote', 'Bearer realm="x'],
  ['a parameter twice', 'Bearer realm="x",realm="y"'],
  ['a parameter twice in another case', 'Bearer realm="x",Realm="y"'],
  ['no comma between parameters', 'Bearer realm="x" service="y"'],
  ['text behind a quote', 'Bearer realm="x"y'],
  ['a control character', 'Bearer\u0000 realm="x"'],
  ['more than 8 KiB', `Bearer realm="${'x'.repeat(8 * 1024)}"`],
])('%s is refused as a whole', (_, header) => {
  expect(parseChallenges(header)).toBeUndefined()
})

test('any quoted value comes back as it was', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 60 }), fc.string({ maxLength: 60 }), (realm, service) => {
      const quoted = (text: string) => `"${text.replace(/["\\]/g, '\\$&')}"`
      const header = `Bearer realm=${quoted(realm)}, service=${quoted(service)}`
      expect(parsed(header)).toEqual([['bearer', { realm, service }]])
    }),
  )
})

test('any header is read as challenges or refused', () => {
  const hostile = fc.string({ unit: fc.constantFrom(...'aB "\\=,;\t\u0000'), maxLength: 80 })
  fc.assert(
    fc.property(hostile, (header) => {
      for (const { scheme } of parseChallenges(header) ?? []) expect(scheme).toMatch(/^[ab]+$/)
    }),
    { numRuns: 1_000 },
  )
})
