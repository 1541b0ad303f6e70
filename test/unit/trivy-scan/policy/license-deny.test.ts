import { UserError } from '@ci-kit/core/errors'
import {
  isDenied,
  packagesWithoutLicense,
  parseLicenseDeny,
} from '@ci-kit/trivy-scan/policy/license-deny'
import { licenseExpression, licenseNames } from '@ci-kit/trivy-scan/policy/license-expression'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { ALL_KINDS, license, packageOf, scan, secret } from './samples.ts'

const denied = (text: string, id: string, category = 'notice') =>
  isDenied(parseLicenseDeny(text, ALL_KINDS), license({ id, category }))

test.each([
  ['GPL-3.0', 'GPL-3.0', true],
  ['gpl-3.0', 'GPL-3.0-only', true],
  ['GPL-3.0', 'GPL-3.0-or-later', true],
  ['GPL-3.0', 'GPL-3.0+', true],
  ['GPL-3.0', 'LGPL-3.0', false],
  ['GPL-3.0', 'GPL-2.0', false],
  ['GPL-3.0-only', 'GPL-3.0', true],
  ['GPL-3.0-only', 'GPL-3.0-or-later', false],
  ['GPL-3.0-or-later', 'GPL-3.0+', true],
  ['GPL-3.0+', 'GPL-3.0-or-later', true],
  ['GPL-3.0-or-later', 'GPL-3.0-only', false],
  ['GPL-*', 'GPL-2.0-only', true],
  ['GPL-*', 'LGPL-2.0-only', false],
  ['*GPL-*', 'LGPL-2.0-only', true],
  ['MIT\n# and\nGPL-3.0', 'GPL-3.0', true],
  ['GPL-3.0', 'MIT OR GPL-3.0-only', false],
  ['GPL-3.0, MIT', 'MIT OR GPL-3.0-only', true],
  ['GPL-3.0', 'MIT AND GPL-3.0-only', true],
  ['GPL-3.0', 'MIT and gpl-3.0-only', true],
  ['GPL-3.0', 'MIT OR BSD-3-Clause AND GPL-3.0-only', false],
  ['GPL-3.0', '(MIT OR BSD-3-Clause) AND GPL-3.0-only', true],
  ['GPL-2.0', 'GPL-2.0-only WITH Classpath-exception-2.0', true],
  ['GPL-2.0 WITH Classpath-exception-2.0', 'GPL-2.0 WITH Classpath-exception-2.0', true],
  ['GPL-2.0 WITH Classpath-exception-2.0', 'GPL-2.0', false],
  ['GPL-3.0', 'GPL-3.0 or, at your choice, MIT', true],
  ['GPL-3.0', 'MIT/GPL-3.0', true],
  ['GPL-3.0', 'GNU General Public License', false],
  ['GNU*', 'GNU General Public License', true],
  ['', 'GPL-3.0', false],
])('%j and the licence %j: %j', (text, id, expected) => expect(denied(text, id)).toBe(expected))

test.each([
  ['forbidden', 'forbidden', true],
  ['Forbidden, restricted', 'RESTRICTED', true],
  ['forbidden', 'restricted', false],
  ['unknown', 'unknown', true],
])('the category %j and %j: %j', (text, category, expected) => {
  expect(denied(text, 'X', category)).toBe(expected)
})

test('other kinds of findings have no licence', () => {
  const deny = parseLicenseDeny('aws*, forbidden', ALL_KINDS)
  expect(isDenied(deny, secret({ category: 'forbidden' }))).toBe(false)
})

test.each([
  ['MIT OR GPL-3.0', "has the entry 'mit or gpl-3.0', which is an expression"],
  ['(MIT)', 'which is an expression'],
  ['*', 'which names no licence. Use SPDX ids'],
  ['GPL-[', 'of which a [ in it is not closed'],
])('%j is refused', (text, message) => {
  expect(() => parseLicenseDeny(text, ALL_KINDS)).toThrow(UserError)
  expect(() => parseLicenseDeny(text, ALL_KINDS)).toThrow(message)
})

test('a list without the scanner for licences is refused', () => {
  expect(() => parseLicenseDeny('MIT', ['vulnerability'])).toThrow("Add 'license' to 'scanners'")
  expect(parseLicenseDeny('', ['vulnerability']).names('mit')).toBe(false)
})

describe('expressions', () => {
  test.each([
    ['MIT', ['MIT']],
    ['MIT or (Apache-2.0 AND X+)', ['MIT', 'Apache-2.0', 'X+']],
    ['GPL-2.0 WITH Classpath-exception-2.0', ['GPL-2.0 WITH Classpath-exception-2.0']],
  ])('%j has %j', (text, names) => {
    const expression = licenseExpression(text)
    expect(expression && licenseNames(expression)).toEqual(names)
  })

  test.each([
    '',
    'MIT OR',
    'OR MIT',
    'MIT GPL',
    '(MIT',
    'MIT)',
    'MIT WITH',
    'GPL-2.0 WITH AND MIT',
    'a, b',
    '('.repeat(100_000),
    `${'('.repeat(60)}MIT${')'.repeat(60)}`,
    'MIT OR '.repeat(100_000),
  ])('%.20j is none', (text) => expect(licenseExpression(text)).toBeUndefined())

  test('one more alternative never denies, one more demand never allows', () => {
    const name = fc.constantFrom('MIT', 'GPL-3.0', 'Apache-2.0')
    fc.assert(
      fc.property(fc.array(name, { minLength: 1, maxLength: 4 }), name, (names, more) => {
        const any = names.join(' OR ')
        const all = names.join(' AND ')
        if (!denied('GPL-3.0', any)) expect(denied('GPL-3.0', `${any} OR ${more}`)).toBe(false)
        if (denied('GPL-3.0', all)) expect(denied('GPL-3.0', `${all} AND ${more}`)).toBe(true)
      }),
    )
  })
})

test('packages that tell no licence are counted', () => {
  const packages = [packageOf(), { ...packageOf(), licenses: ['MIT'] }]
  expect(packagesWithoutLicense([scan({ packages }), scan({ packages })])).toBe(2)
})
