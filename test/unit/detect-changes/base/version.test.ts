import { type Version, versionOf } from '@ci-kit/detect-changes/base/version'
import { compareVersions } from '@ci-kit/detect-changes/base/version-order'
import { describe, expect, test } from '@jest/globals'

const version = (tag: string): Version => {
  const found = versionOf(tag)
  if (found === undefined) throw new Error(`${tag} holds no version`)
  return found
}

/** `prefix|numbers|pre-release`, to read tables. */
const shown = (tag: string): string | undefined => {
  const found = versionOf(tag)
  return found && `${found.prefix}|${found.numbers.join('.')}|${found.preRelease.join(' ')}`
}

describe('the version in a tag', () => {
  test.each([
    ['v1.2.3', 'v|1.2.3|'],
    ['1.2.3', '|1.2.3|'],
    ['v1', 'v|1|'],
    ['api-v1.2.3', 'api-v|1.2.3|'],
    ['api/v1.2.3', 'api/v|1.2.3|'],
    ['@scope/pkg@1.2.3', '@scope/pkg@|1.2.3|'],
    ['log4j-2.17.0', 'log4j-|2.17.0|'],
    ['api2-1.2.3', 'api2-|1.2.3|'],
    ['api-v2-v1.2.3', 'api-v2-v|1.2.3|'],
    ['python3.11-v1.2.3', 'python3.11-v|1.2.3|'],
    ['service-2-1.4.0', 'service-2-|1.4.0|'],
    ['release1.2', 'release|1.2|'],
    ['release-42', 'release-|42|'],
    ['build42', 'build|42|'],
    ['2026.11.21', '|2026.11.21|'],
    ['2026-11-21', '|2026.11.21|'],
    ['nightly-2026-11-21.2', 'nightly-|2026.11.21.2|'],
    ['2026_1_2', '|2026.1.2|'],
    ['20261121', '|20261121|'],
    ['v2026.11.0-rc.1', 'v|2026.11.0|rc 1'],
    ['v1.2.3-rc.1', 'v|1.2.3|rc 1'],
    ['v1.2.3-rc10', 'v|1.2.3|rc 10'],
    ['v1.2.3-1', 'v|1.2.3|1'],
    ['1.2rc1', '|1.2|rc 1'],
    ['1.2.0.dev3', '|1.2.0|dev 3'],
    ['1.2~beta1', '|1.2|beta 1'],
    ['1.2.3.Final', '|1.2.3|'],
    ['1.2.3-RELEASE', '|1.2.3|'],
    ['v1.2.3+build.7', 'v|1.2.3|'],
    ['v1.2.3+v9', 'v|1.2.3|'],
    ['v1.2.3-rc.1+7', 'v|1.2.3|rc 1'],
    ['c++-1.2.3', 'c++-|1.2.3|'],
    ['5-alpha', '|5|alpha'],
    ['\u202ev1.0\u0000', undefined],
    ['latest', undefined],
    ['', undefined],
    ['v', undefined],
    ['v1.2.', undefined],
    ['deploy-3f2a91c', undefined],
    ['550e8400-e29b-41d4-a716-446655440000', undefined],
    ['1.2.3 4.5', undefined],
    [`v${'1'.repeat(300)}`, undefined],
  ])('%j is %j', (tag, expected) => {
    expect(shown(tag)).toBe(expected)
  })

  // semver.org §11, with a release without dots and words with digits added.
  const ORDER = [
    ...['v0.9', 'v1.0.0-0', 'v1.0.0-2', 'v1.0.0-11', 'v1.0.0-alpha', 'v1.0.0-alpha.1'],
    ...['v1.0.0-alpha.beta', 'v1.0.0-beta', 'v1.0.0-beta.2', 'v1.0.0-beta.11', 'v1.0.0-rc9'],
    ...['v1.0.0-rc10', 'v1', 'v1.0.1', 'v1.1', 'v1.1.1', 'v1.9', 'v1.10', 'v1.10.0.1', 'v2.0.0-a'],
    ...['v2', 'v99999999999999999999', 'v100000000000000000000', 'v100000000000000000001'],
  ]

  test('order', () => {
    const versions = ORDER.map((tag) => version(tag))
    for (const [left, a] of versions.entries()) {
      for (const [right, b] of versions.entries()) {
        expect([ORDER[left], ORDER[right], Math.sign(compareVersions(a, b))]).toEqual([
          ORDER[left],
          ORDER[right],
          Math.sign(left - right),
        ])
      }
    }
  })

  test.each([
    ['v1', 'v1.0.0'],
    ['v1.0.0', 'v01.0'],
    ['v1.0.0+a', 'v1.0.0+b'],
    ['v1.0.0-rc.1', 'v1.0.0-rc1'],
  ])('%s and %s are equal', (a, b) => {
    expect(compareVersions(version(a), version(b))).toBe(0)
  })
})
