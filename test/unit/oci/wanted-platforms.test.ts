import { UserError } from '@ci-kit/core/errors'
import { choosePlatforms, parseWantedPlatforms } from '@ci-kit/oci/wanted-platforms'
import { describe, expect, test } from '@jest/globals'

const read = (text: string) => parseWantedPlatforms('platforms', text)

describe('wanted platforms', () => {
  test.each([
    ['', 'all'],
    ['all', 'all'],
    [' \n# comment\n,', 'all'],
    ['linux/amd64', ['linux/amd64']],
    ['linux/arm64/v8, linux/arm', ['linux/arm64', 'linux/arm/v7']],
    ['amd64\r\nx86_64\nLinux/AMD64', ['linux/amd64']],
    ['windows/amd64\nwindows(10.0.1)/amd64', ['windows/amd64', 'windows(10.0.1)/amd64']],
  ])('%j', (text, expected) => {
    expect(read(text)).toEqual(expected)
  })

  test.each([['all,linux/amd64'], ['linux/amd64\nall']])('%j contradict each other', (text) => {
    expect(() => read(text)).toThrow(UserError)
    expect(() => read(text)).toThrow("Input 'platforms' has 'all' beside other entries")
  })

  test.each([['linux/'], ['pdp11'], ['a/b/c/d'], ['linux amd64'], ['local'], ['--all'], ['ALL']])(
    '%j is no platform',
    (text) => {
      expect(() => read(text)).toThrow(`Input 'platforms' holds '${text}', which is no platform`)
      expect(() => read(text)).toThrow("such as 'linux/amd64'")
    },
  )
})

describe('a word of an action', () => {
  test('stands alone as all does', () => {
    expect(parseWantedPlatforms('platforms', 'index', 'index')).toBe('index')
    expect(() => parseWantedPlatforms('platforms', 'index,linux/amd64', 'index')).toThrow(
      "has 'index' beside other entries",
    )
    expect(() => parseWantedPlatforms('platforms', 'pdp11', 'index')).toThrow(
      "Write 'all', 'index', or os/architecture",
    )
  })

  test('is no platform elsewhere', () => {
    expect(() => read('index')).toThrow("'index', which is no platform")
  })
})

const image = (...platforms: string[]) => platforms.map((platform) => ({ platform }))
const choose = (there: readonly string[], wanted: 'all' | readonly string[]) =>
  choosePlatforms('app:1', image(...there), wanted).map(({ platform }) => platform)

describe('chosen are', () => {
  test.each<[string, readonly string[], 'all' | readonly string[], readonly string[]]>([
    ['all', ['linux/arm64', 'linux/amd64'], 'all', ['linux/arm64', 'linux/amd64']],
    ['all, even without a name', [''], 'all', ['']],
    [
      'the wanted, in the order of the image',
      ['b/c', 'a/b', 'd/e'],
      ['a/b', 'b/c'],
      ['b/c', 'a/b'],
    ],
    [
      'all versions of Windows',
      ['windows(10.0.1)/amd64', 'windows(10.0.2)/amd64', 'linux/amd64'],
      ['windows/amd64'],
      ['windows(10.0.1)/amd64', 'windows(10.0.2)/amd64'],
    ],
    [
      'one version of Windows',
      ['windows(10.0.1)/amd64', 'windows(10.0.2)/amd64'],
      ['windows(10.0.2)/amd64'],
      ['windows(10.0.2)/amd64'],
    ],
  ])('%s', (_, there, wanted, expected) => {
    expect(choose(there, wanted)).toEqual(expected)
  })
})

describe('a platform that is missing is an error', () => {
  test('that names it, and what is there', () => {
    const call = () =>
      choose(['linux/amd64', 'linux/arm/v6'], ['linux/amd64', 'linux/arm/v7', 'x/y'])
    expect(call).toThrow(UserError)
    expect(call).toThrow(
      "Input 'platforms' asks for linux/arm/v7, x/y, which app:1 does not have. It has linux/amd64, linux/arm/v6.",
    )
  })

  test('also when nobody knows which one is there', () => {
    expect(() => choose([''], ['linux/amd64'])).toThrow('It has one that it does not name')
  })

  test('with names that are fit to be shown', () => {
    const call = () => choosePlatforms('a\u001b', image('lin\nux/x'), ['linux/amd64'])
    expect(call).toThrow('a\\u{1b} does not have. It has lin\\nux/x')
  })
})
