import { counted } from '@ci-kit/core/amounts'
import { expect, test } from '@jest/globals'

test.each([
  [0, '0 findings'],
  [1, '1 finding'],
  [2, '2 findings'],
])('%d of a noun', (count, text) => expect(counted(count, 'finding')).toBe(text))

test('a plural of its own', () =>
  expect(counted(2, 'vulnerability', 'vulnerabilities')).toBe('2 vulnerabilities'))
