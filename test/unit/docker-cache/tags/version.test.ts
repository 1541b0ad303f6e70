import { parsePep440, parseSemver } from '@ci-kit/docker-cache/tags/version'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'

describe('a semantic version', () => {
  test('is taken apart', () => {
    expect(parseSemver('v1.22.3-rc.1+b.7')).toEqual({
      raw: 'v1.22.3-rc.1+b.7',
      version: '1.22.3-rc.1',
      major: '1',
      minor: '22',
      patch: '3',
      stable: false,
    })
  })

  /** Taken from the examples of semver.org's grammar, and what its reference implementation refuses. */
  test.each([
    ['1.0.0-alpha.beta', true],
    ['1.0.0-0A.is.legal', true],
    ['1.0.0+0.build.1-rc.10000aaa-kk-0.1', true],
    ['9007199254740991.0.0', true],
    ['9007199254740992.0.0', false],
    [`1.0.0-${'a'.repeat(250)}`, true],
    [`1.0.0-${'a'.repeat(251)}`, false],
    ['1.0.0-01', false],
    ['1.0.0-', false],
    ['1.0.0+', false],
    ['1.0.0-a..b', false],
    ['1.0', false],
    ['1.0.0.0', false],
    ['vv1.0.0', false],
    ['=1.0.0', false],
    ['1.0.0\n', false],
    ['', false],
  ])('%j: %s', (text, expected) => expect(parseSemver(text) !== undefined).toBe(expected))
})

describe("a version of Python's", () => {
  /** The normal forms of PEP 440, section "Normalization". */
  test.each([
    ['1.1RC1', '1.1rc1'],
    ['00900', '900'],
    ['1.0+foo0100', '1.0+foo0100'],
    ['1.0+ubuntu-01_A', '1.0+ubuntu.1.a'],
    ['1.1.a1', '1.1a1'],
    ['1.1-preview_3', '1.1rc3'],
    ['1.2.post-2', '1.2.post2'],
    ['1.0-r4', '1.0.post4'],
    ['1.0-1', '1.0.post1'],
    ['1.2-dev2', '1.2.dev2'],
    ['v1.0', '1.0'],
    ['2!01.0', '2!1.0'],
    ['0!1.0', '1.0'],
  ])('%s is %s', (text, version) => expect(parsePep440(text)?.version).toBe(version))

  test.each([
    '',
    'x',
    '1.0-',
    '1.0+',
    '1.0+a..b',
    '1..0',
    '1.0a1b2',
    '1.0.post1.post2',
    '1'.repeat(300),
  ])('%j is none', (text) => expect(parsePep440(text)).toBeUndefined())

  test('has a normal form that is one already', () => {
    const text = fc
      .tuple(
        fc.nat(99),
        fc.nat(99),
        fc.constantFrom('', 'a1', '-beta', 'c3', 'rc'),
        fc.constantFrom('', '-2', 'r1'),
      )
      .map(([major, minor, pre, post]) => `${major}.${minor}${pre}${post}`)
    fc.assert(
      fc.property(text, (one) => {
        const version = parsePep440(one)?.version ?? ''
        return parsePep440(version)?.version === version
      }),
    )
  })
})
