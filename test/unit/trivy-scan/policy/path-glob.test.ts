import { pathGlob } from '@ci-kit/trivy-scan/policy/path-glob'
import { purlPattern } from '@ci-kit/trivy-scan/policy/purl-pattern'
import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { cpuTime } from '../../../fakes/cpu-time.ts'

const matches = (pattern: string, path: string): boolean => {
  const glob = pathGlob(pattern)
  if ('problem' in glob) throw new Error(glob.problem)
  return glob.matches(path)
}

// From the tests of doublestar v4, which trivy reads its patterns with.
test.each([
  ['abc', 'abc', true],
  ['abc', 'abcd', false],
  ['*', 'abc', true],
  ['*', '', true],
  ['*c', 'abc', true],
  ['a*', 'ab/c', false],
  ['a*/b', 'abc/b', true],
  ['a*/b', 'a/c/b', false],
  ['a*b*c*d*e*/f', 'axbxcxdxexxx/f', true],
  ['a*b*c*d*e*/f', 'axbxcxdxexxx/fff', false],
  ['a*b?c*x', 'abxbbxdbxebxczzx', true],
  ['a*b?c*x', 'abxbbxdbxebxczzy', false],
  ['ab[c]', 'abc', true],
  ['ab[b-d]', 'abc', true],
  ['ab[e-g]', 'abc', false],
  ['ab[^c]', 'abc', false],
  ['ab[!e-g]', 'abc', true],
  ['a\\*b', 'a*b', true],
  ['a\\*b', 'ab', false],
  ['a?b', 'a☺b', true],
  ['a?b', 'a💥b', true],
  ['a???b', 'a☺b', false],
  ['a?b', 'a/b', false],
  ['[\\]a]', ']', true],
  ['[x\\-]', '-', true],
  ['[x-]', '-', true],
  ['[-x]', '-', true],
  ['[a-b-d]', '-', true],
  ['[a-b-d]', 'c', false],
  ['**', '', true],
  ['a/**', 'a', true],
  ['a/**', 'a/b/c', true],
  ['a/**', 'ab', false],
  ['**/c', 'c', true],
  ['**/c', 'a/b/c', true],
  ['**/c', 'a/abc', false],
  ['a/**/b', 'a/b', true],
  ['a/**/d', 'a/b/c/d', true],
  ['a/\\**', 'a/b/c', false],
  ['a**b', 'a/b', false],
  ['ab{c,d}', 'abd', true],
  ['ab{c,d,*}', 'abcde', true],
  ['a{,bc}', 'a', true],
  ['a{,bc}', 'abc', true],
  ['a/{b/c,c/b}', 'a/c/b', true],
  ['{a/{b,c},abc}', 'a/c', true],
  ['{a/{b,c},abc}', 'a/b/c', false],
  ['{a/abc}', 'a/abc', true],
  ['f/\\{a,b\\}/{c,other*}', 'f/{a,b}/c', true],
  ['a[{]b', 'a{b', true],
  ['a,b', 'a,b', true],
])('%j and %j: %j', (pattern, path, expected) => expect(matches(pattern, path)).toBe(expected))

test.each([
  ['', 'it is empty'],
  ['[', 'a [ in it is not closed'],
  ['a[^bc', 'not closed'],
  ['a[b-', 'not closed'],
  ['a[]', 'a [] in it is empty'],
  ['a\\', 'it ends with a backslash'],
  ['a{b', 'a { in it is not closed'],
  ['a}b', 'a } in it has no {'],
  ['{a,b}'.repeat(9), 'stand for more than 256 patterns'],
  ['a'.repeat(1025), 'longer than 1024 characters'],
])('%j is no pattern', (pattern, problem) => {
  expect(pathGlob(pattern)).toEqual({ problem: expect.stringContaining(problem) })
})

test('patterns that make others backtrack take no time', () => {
  const took = cpuTime(() => {
    expect(matches(`${'*a'.repeat(500)}b`, 'a'.repeat(2000))).toBe(false)
    expect(matches(`${'**/'.repeat(300)}b`, 'a/'.repeat(2000))).toBe(false)
    expect(pathGlob('{,}'.repeat(300))).toHaveProperty('problem')
    expect(pathGlob('{'.repeat(1000))).toHaveProperty('problem')
  })
  expect(took).toBeLessThan(3_000)
})

test('a path matches itself, written with backslashes', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 50 }), (path) => {
      expect(matches(path.replace(/[\\*?[\]{},]/g, '\\$&'), path)).toBe(true)
    }),
  )
})

const OPENSSL = 'pkg:deb/debian/openssl@3.0.11-1%7Edeb12u2?arch=amd64&distro=debian-12.5'

test.each([
  ['pkg:deb/debian/openssl', OPENSSL, true],
  ['pkg:DEB/debian/openssl', OPENSSL, true],
  ['pkg:deb/debian/openssl@3.0.11-1~deb12u2', OPENSSL, true],
  ['pkg:deb/debian/openssl@3.0.11-1%7Edeb12u2?arch=amd64', OPENSSL, true],
  ['pkg:deb/debian/openssl?arch=arm64', OPENSSL, false],
  ['pkg:deb/debian/openssl?epoch=1', OPENSSL, false],
  ['pkg:deb/debian/openssl@3.0.11', OPENSSL, false],
  ['pkg:deb/debian/libssl3', OPENSSL, false],
  ['pkg:deb/ubuntu/openssl', OPENSSL, false],
  ['pkg:npm/%40angular/core', 'pkg:npm/%40angular/core@17.0.0', true],
  ['pkg:npm/@angular/core', 'pkg:npm/%40angular/core@17.0.0', true],
  ['pkg:npm/@angular/core@17.0.0', 'pkg:npm/%40angular/core@17.0.0', true],
  ['pkg:npm/@angular', 'pkg:npm/%40angular@1', true],
  ['pkg:npm/core', 'pkg:npm/%40angular/core@17.0.0', false],
  ['pkg:pypi/Typing_Extensions', 'pkg:pypi/typing-extensions@4', true],
  ['pkg:golang/a/b#sub', 'pkg:golang/a/b@1', false],
  ['pkg:golang/a/b#sub', 'pkg:golang/a/b@1#sub', true],
  ['pkg:npm/a', '', false],
  ['pkg:npm/a', 'pkg:npm/%zz', false],
])('the package URL %j and %j: %j', (pattern, purl, expected) => {
  expect(purlPattern(pattern)?.matches(purl)).toBe(expected)
})

test.each(['', 'openssl', 'pkg:', 'pkg:npm', 'pkg:npm/', 'pkg:npm/%zz', 'pkg:npm/a@%zz', 'npm/a'])(
  '%j is no package URL',
  (text) => expect(purlPattern(text)).toBeUndefined(),
)
