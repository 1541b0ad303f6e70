import { exactTag, tagName } from '@ci-kit/docker-cache/tags/tag-name'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { codePoint } from '../../../fakes/code-point.ts'

/** The grammar of a tag in the OCI distribution specification. */
const TAG = /^[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}$/

const branchLike = fc.string({
  unit: fc.constantFrom(...'ab/-._, ="\n\u0000é🚀'),
  maxLength: 20,
})
const anyText = fc.oneof(
  fc.string({ unit: codePoint, maxLength: 300 }),
  branchLike,
  fc.string({ unit: fc.constantFrom('a', '-'), minLength: 100, maxLength: 300 }),
)

describe('a tag name', () => {
  test.each(['', 'cache-'])('is a valid tag for every text, with the prefix %j', (prefix) => {
    fc.assert(fc.property(anyText, (text) => TAG.test(tagName(text, prefix))))
  })

  test.each(['main', 'v1.2.3', 'feat_x', '1.0', 'A', 'a'.repeat(122)])(
    'is the text itself where that is a tag: %s',
    (text) => expect(tagName(text, 'cache-')).toBe(`cache-${text}`),
  )

  test('has 128 characters at most, the prefix included', () => {
    expect(tagName('a'.repeat(128))).toBe('a'.repeat(128))
    expect(tagName('a'.repeat(129))).toHaveLength(128)
    expect(tagName('a'.repeat(122), 'cache-')).toHaveLength(128)
    expect(tagName('a'.repeat(123), 'cache-')).toMatch(/^cache-a{113}-[0-9a-f]{8}$/)
  })

  test.each([
    ['a/b', 'a-b'],
    ['a/b', 'a b'],
    ['a/b', 'a//b'],
    ['.main', 'main'],
    ['-main', 'main'],
    ['_main', 'main'],
    ['', '/'],
    ['é', 'è'],
    [`${'a'.repeat(200)}x`, `${'a'.repeat(200)}y`],
    ['feature', 'Feature'],
    ['a/b', tagName('a/b')],
    ['///', tagName('///')],
  ])('differs for %j and %j', (one, other) => {
    expect(tagName(one)).not.toBe(tagName(other))
  })

  test('differs for different texts', () => {
    fc.assert(
      fc.property(branchLike, branchLike, (one, other) => {
        fc.pre(one !== other)
        return tagName(one) !== tagName(other)
      }),
    )
  })

  test('of a git tag may end like a hash', () => {
    expect(exactTag('1.2.3-deadbeef')).toBe('1.2.3-deadbeef')
    expect(tagName('1.2.3-deadbeef')).toMatch(/^1\.2\.3-deadbeef-[a-f][0-9a-f]{7}$/)
  })

  test('cannot carry attributes of a cache reference', () => {
    const name = tagName('feat,ref=ghcr.io/org/app:pwned', 'cache-')
    expect(name).toMatch(/^cache-feat-ref-ghcr\.io-org-app-pwned-[0-9a-f]{8}$/)
  })
})
