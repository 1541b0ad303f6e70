import { parseSize } from '@ci-kit/docker-cache/inputs/size'
import { describe, expect, test } from '@jest/globals'

describe('parseSize', () => {
  test.each([
    ['0', 0],
    ['0GB', 0],
    ['10GB', 10_000_000_000],
    ['10 GB', 10_000_000_000],
    [' 10gb ', 10_000_000_000],
    ['5GiB', 5 * 2 ** 30],
    ['1.5MiB', 1.5 * 2 ** 20],
    ['512kB', 512_000],
    ['1KB', 1_000],
    ['1TiB', 2 ** 40],
    ['7B', 7],
  ])('%j is %d bytes', (text, bytes) => {
    expect(parseSize(text, 'min-free-space')).toBe(bytes)
  })

  test.each([
    '',
    '10',
    '-1GB',
    '10 %',
    '1e9B',
    'GB',
    '10iB',
    '10GBx',
    '1.GB',
    '999999999999TB',
    '1,5GB',
  ])('refuses %j', (text) => {
    expect(() => parseSize(text, 'min-free-space')).toThrow(
      `Input 'min-free-space' is '${text}'. Use a number with a unit, such as '10GB' or '512MiB'`,
    )
  })
})
