import { outputText } from '@ci-kit/core/outputs'
import { expect, test } from '@jest/globals'

test.each([
  ['', ''],
  ['a\nb', 'a\nb'],
  [0, '0'],
  [1.5, '1.5'],
  [true, 'true'],
  [false, 'false'],
  [['a', 'b'], '["a","b"]'],
  [[], '[]'],
  [{ include: [{ a: 'é"' }] }, '{"include":[{"a":"é\\""}]}'],
])('%j is written as %j', (value, expected) => {
  expect(outputText(value)).toBe(expected)
})
