import { identityMatcher } from '@ci-kit/attestation/verify/identity-pattern'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { cpuTime } from '../../fakes/cpu-time.ts'

const RELEASE = 'https://github.com/org/app/.github/workflows/release.yml@refs/tags/v1.2.3'

describe('a name without a star', () => {
  test.each([
    ['itself', RELEASE, true],
    ['itself with more behind it', `${RELEASE}.x`, false],
    ['itself with more in front of it', `https://evil.test/${RELEASE}`, false],
    ['itself with another letter for a dot', RELEASE.replace('release.yml', 'releaseXyml'), false],
    ['itself in another case', RELEASE.toUpperCase(), false],
    ['a part of itself', RELEASE.slice(0, -1), false],
  ])('matches only itself: %s', (_what, name, expected) => {
    expect(identityMatcher(RELEASE)(name)).toBe(expected)
  })

  test('matches nothing else, whatever it holds', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.string(), (text, other) => {
        fc.pre(!text.includes('*') && text !== other)
        expect(identityMatcher(text)(text)).toBe(true)
        expect(identityMatcher(text)(other)).toBe(false)
      }),
    )
  })
})

describe('a pattern', () => {
  test.each([
    ['https://github.com/org/app/.github/workflows/release.yml@refs/tags/v*', RELEASE, true],
    ['https://github.com/org/*/.github/workflows/release.yml@refs/tags/v*', RELEASE, true],
    ['https://github.com/org/app/**', RELEASE, true],
    ['https://github.com/org/**@refs/tags/v*', RELEASE, true],
    ['https://github.com/org/app/.github/workflows/*@refs/heads/main', RELEASE, false],
    ['https://github.com/org/app/*', RELEASE, false],
    ['https://github.com/org/app/.github/workflows/release.yml@refs/tags/*', `${RELEASE}/x`, false],
    [
      'https://github.com/org/app/.github/workflows/*@refs/heads/main',
      'https://github.com/org/app/.github/workflows/a.yml@refs/heads/x@refs/heads/main',
      false,
    ],
    ['https://github.com/org/app/.*', 'https://github.com/org/app/xyz', false],
    ['https://github.com/org/app/**', `https://github.com/org/app/${'a'.repeat(3_000)}`, false],
    ['*@example.com', 'me@example.com', true],
    ['*@example.com', 'me@evil.com@example.com', false],
    ['*@example.com', 'me@example.com.evil.test', false],
    ['https://github.com/org/app/**', 'https://github.com/org/app/a\nb', true],
  ])('%s and %s: %s', (pattern, name, expected) => {
    expect(identityMatcher(pattern)(name)).toBe(expected)
  })

  test.each([
    ['', /is empty.*https:\/\/github\.com\/org/],
    ['*', /after the host and the first part of the path/],
    ['**', /anybody could sign/],
    ['https://*', /anybody could sign/],
    ['https://github.com/*', /anybody could sign/],
    ['https://github.com/*/app/x', /anybody could sign/],
    ['*@*', /anybody could sign/],
    ['me@*.com', /anybody could sign/],
    ['**@example.com', /as a single star, in front of the @/],
    ['https://github.com/org/***', /three stars/],
    ['https://github.com/org/*/*/*/*/*', /5 wildcards, 4 are allowed/],
  ])('"%s" is refused with the reason', (pattern, says) => {
    expect(() => identityMatcher(pattern)).toThrow(says)
    expect(() => identityMatcher(pattern)).toThrow(`"${pattern}"`)
  })

  test.each([
    ['https://github.com/org/**a*b', 'https://github.com/org/a/a/b', false],
    ['https://github.com/org/**a*b', 'https://github.com/org/a/axb', true],
    ['https://github.com/org/*x**x*', 'https://github.com/org/xx', true],
    ['https://github.com/org/*x**x*', 'https://github.com/org/x', false],
    ['https://github.com/org/**.yml', 'https://github.com/org/a.yml.yml', true],
    ['https://github.com/org/**é😀', 'https://github.com/org/x/é😀', true],
  ])('shares a name among its stars as it fits: %s and %s: %s', (pattern, name, expected) => {
    expect(identityMatcher(pattern)(name)).toBe(expected)
  })

  test('takes no long time for a name that was made for it', () => {
    const matches = identityMatcher('https://github.com/org/**a**a**a**b')
    const took = cpuTime(() =>
      expect(matches(`https://github.com/org/${'a'.repeat(2_000)}`)).toBe(false),
    )
    expect(took).toBeLessThan(2_000)
  })
})
