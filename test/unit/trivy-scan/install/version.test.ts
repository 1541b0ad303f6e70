import { UserError } from '@ci-kit/core/errors'
import { compareVersions, denied, parseVersion, unfit } from '@ci-kit/trivy-scan/install/version'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'

const HEX = '0123456789abcdef'.repeat(4)

describe('input version', () => {
  test.each([
    ['', { version: '0.74.0', digest: undefined, named: false }],
    ['   ', { version: '0.74.0', digest: undefined, named: false }],
    ['0.70.0', { version: '0.70.0', digest: undefined, named: true }],
    ['v0.70.0', { version: '0.70.0', digest: undefined, named: true }],
    [' 0.70.0 ', { version: '0.70.0', digest: undefined, named: true }],
    ['0.69.2', { version: '0.69.2', digest: undefined, named: true }],
    ['1.0.0', { version: '1.0.0', digest: undefined, named: true }],
    [`0.70.0@sha256:${HEX}`, { version: '0.70.0', digest: `sha256:${HEX}`, named: true }],
    [
      `v0.70.0@sha256:${HEX.toUpperCase()}`,
      { version: '0.70.0', digest: `sha256:${HEX}`, named: true },
    ],
  ])('%j is read', (text, wanted) => {
    expect(parseVersion(text)).toEqual(wanted)
  })

  test.each([
    ['latest', 'another program every day'],
    ['Canary', 'another program every day'],
    ['0.70', 'not one release'],
    ['^0.70.0', 'not one release'],
    ['0.70.x', 'not one release'],
    ['>=0.70.0', 'not one release'],
    ['0.70.0-rc1', 'not one release'],
    ['0.069.4', 'not one release'],
    ['00.69.4', 'not one release'],
    ['v0.69.04', 'not one release'],
    ['0.70.0/../../evil', 'not one release'],
    ['0.70.0@sha256:abc', '64 hexadecimal digits'],
    [`0.70.0@${HEX}`, '64 hexadecimal digits'],
    [`0.70.0@sha512:${HEX}`, '64 hexadecimal digits'],
  ])('%j is refused with the forms that are read', (text, reason) => {
    const read = () => parseVersion(text)
    expect(read).toThrow(UserError)
    expect(read).toThrow(`Input 'version' is '${text}'`)
    expect(read).toThrow(reason)
    expect(read).toThrow('0.74.0@sha256:<digest of its archive>')
  })

  test.each(['0.69.4', 'v0.69.5', `0.69.6@sha256:${HEX}`])('%s is refused as an attack', (text) => {
    expect(() => parseVersion(text)).toThrow(UserError)
    expect(() => parseVersion(text)).toThrow(/CVE-2026-33634\). Use 0\.74\.0/)
    expect(() => parseVersion(text)).toThrow('replace every secret')
  })

  test.each(['0.69.1', '0.50.0', `0.9.9@sha256:${HEX}`])('%s is refused as too old', (text) => {
    expect(() => parseVersion(text)).toThrow('older than 0.69.2')
  })

  test('shows what was written on one line', () => {
    expect(() => parseVersion('a\nb')).toThrow("is 'a\\nb'")
  })

  test('is three numbers whatever is written', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^v?[\d.]{3,9}(@sha256:)?$/)), (text) => {
        try {
          expect(parseVersion(text).version).toMatch(/^\d+\.\d+\.\d+$/)
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(UserError)
        }
      }),
    )
  })
})

describe('versions', () => {
  test.each([
    ['0.74.0', '0.74.0', 0],
    ['0.100.0', '0.99.9', 1],
    ['0.69.2', '0.69.10', -1],
    ['1.0.0', '0.99.0', 1],
  ])('%s against %s', (left, right, sign) => {
    expect(Math.sign(compareVersions(left, right))).toBe(sign)
    expect(Math.sign(compareVersions(right, left))).toBe(sign === 0 ? 0 : -sign)
  })

  test('that are old are unfit, but no attack', () => {
    expect(unfit('0.69.1')).toContain('0.69.2')
    expect(denied('0.69.1')).toBeUndefined()
    expect(unfit('0.69.3')).toBeUndefined()
  })
})
