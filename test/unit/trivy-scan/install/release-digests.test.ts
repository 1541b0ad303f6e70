import { releaseAsset } from '@ci-kit/trivy-scan/install/asset'
import {
  DEFAULT_VERSION,
  digestIn,
  RELEASE_DIGESTS,
} from '@ci-kit/trivy-scan/install/release-digests'
import { unfit } from '@ci-kit/trivy-scan/install/version'
import { describe, expect, test } from '@jest/globals'

const MACHINES = [
  { platform: 'linux', arch: 'x64' },
  { platform: 'linux', arch: 'arm64' },
  { platform: 'darwin', arch: 'x64' },
  { platform: 'darwin', arch: 'arm64' },
  { platform: 'win32', arch: 'x64' },
]

describe('the digests of releases', () => {
  test.each(MACHINES)('hold the default for $platform $arch', (machine) => {
    const { platform } = releaseAsset(DEFAULT_VERSION, machine)
    expect(digestIn(RELEASE_DIGESTS, DEFAULT_VERSION, platform)).toMatch(/^sha256:[0-9a-f]{64}$/)
  })

  test('are 64 hexadecimal digits, each of one archive alone', () => {
    const all = Object.values(RELEASE_DIGESTS).flatMap((release) => Object.values(release))
    expect(all.filter((hex) => !/^[0-9a-f]{64}$/.test(hex))).toEqual([])
    expect(new Set(all).size).toBe(all.length)
  })

  test('name platforms that archives have', () => {
    const known = MACHINES.map((machine) => releaseAsset('1.0.0', machine).platform)
    const named = Object.values(RELEASE_DIGESTS).flatMap((release) => Object.keys(release))
    expect([...new Set(named)].sort()).toEqual([...known].sort())
  })

  test('hold no release that is refused', () => {
    expect(Object.keys(RELEASE_DIGESTS).filter((version) => unfit(version))).toEqual([])
  })

  test.each([
    ['0.74.0', 'Linux-s390x'],
    ['0.75.0', 'Linux-64bit'],
  ])('%s for %s is not known', (version, platform) => {
    expect(digestIn(RELEASE_DIGESTS, version, platform)).toBeUndefined()
  })
})
