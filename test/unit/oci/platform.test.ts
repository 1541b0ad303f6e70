import { missingPlatforms, parsePlatform, platformName } from '@ci-kit/oci/platform'
import { describe, expect, test } from '@jest/globals'

describe('the name of a platform', () => {
  test.each([
    ['linux/amd64', 'linux/amd64'],
    ['linux/amd64/v1', 'linux/amd64'],
    ['linux/amd64/v3', 'linux/amd64/v3'],
    ['linux/x86_64', 'linux/amd64'],
    ['linux/x86-64', 'linux/amd64'],
    ['linux/i386', 'linux/386'],
    ['linux/arm64', 'linux/arm64'],
    ['linux/arm64/v8', 'linux/arm64'],
    ['linux/arm64/8', 'linux/arm64'],
    ['linux/arm64/v9', 'linux/arm64/v9'],
    ['linux/aarch64', 'linux/arm64'],
    ['linux/arm', 'linux/arm/v7'],
    ['linux/arm/7', 'linux/arm/v7'],
    ['linux/arm/v6', 'linux/arm/v6'],
    ['linux/armhf', 'linux/arm/v7'],
    ['linux/armel', 'linux/arm/v6'],
    ['Linux/AMD64', 'linux/amd64'],
    ['macos/arm64', 'darwin/arm64'],
    ['windows(10.0.17763)/amd64', 'windows(10.0.17763)/amd64'],
    ['arm64', 'linux/arm64'],
    ['x86_64', 'linux/amd64'],
    [' linux/s390x ', 'linux/s390x'],
  ])('of %s is %s', (text, name) => {
    const platform = parsePlatform(text)
    expect(platform && platformName(platform)).toBe(name)
  })

  test.each([['local'], [''], ['linux/'], ['/amd64'], ['a/b/c/d'], ['li nux/amd64'], ['linux']])(
    'cannot be read from %j',
    (text) => {
      expect(parsePlatform(text)).toBeUndefined()
    },
  )
})

describe('platforms that are wanted', () => {
  const found = [
    { os: 'linux', architecture: 'amd64' },
    { os: 'linux', architecture: 'arm64', variant: 'v8' },
    { os: 'linux', architecture: 'arm', variant: 'v7' },
    { os: 'windows', architecture: 'amd64', 'os.version': '10.0.1' },
  ]
  test.each([
    [['linux/amd64', 'linux/arm64'], []],
    [['linux/arm64/v8', 'linux/x86_64', 'linux/arm'], []],
    [['linux/arm/v6'], ['linux/arm/v6']],
    [['linux/amd64/v3'], ['linux/amd64/v3']],
    [['linux/amd64', 'linux/riscv64'], ['linux/riscv64']],
    [['windows/amd64'], []],
    [['windows(10.0.1)/amd64'], []],
    [['windows(10.0.2)/amd64'], ['windows(10.0.2)/amd64']],
    [['local'], ['local']],
    [[], []],
  ])('%j: missing %j', (wanted, missing) => {
    expect(missingPlatforms(found, wanted)).toEqual(missing)
  })
})
