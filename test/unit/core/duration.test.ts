import { duration } from '@ci-kit/core/inputs'
import { expect, test } from '@jest/globals'
import { it } from './fake-reader.ts'

const MINUTE = 60_000

test.each([
  ['', undefined],
  ['1m', MINUTE],
  ['90m', 90 * MINUTE],
  [' 12h ', 12 * 60 * MINUTE],
  ['7d', 7 * 24 * 60 * MINUTE],
  ['2w', 14 * 24 * 60 * MINUTE],
  ['999999w', 999_999 * 7 * 24 * 60 * MINUTE],
])('the span %j has %j milliseconds', (value, expected) => {
  expect(duration(it(value), 'it')).toBe(expected)
})

test.each([
  '0',
  '0d',
  '12',
  'd',
  '1.5h',
  '-1h',
  '1h30m',
  '1y',
  '7D',
  '1 d',
  '1000000d',
  'x'.repeat(500),
])('the span %j is refused with its name, its value and what to write', (value) => {
  for (const part of [`'it' is '${value.slice(0, 100)}`, "'m', 'h', 'd' or 'w'", "'7d'"])
    expect(() => duration(it(value), 'it')).toThrow(part)
})

test('a long value is not repeated whole', () => {
  expect(() => duration(it('x'.repeat(500)), 'it')).toThrow('400 more characters')
})
