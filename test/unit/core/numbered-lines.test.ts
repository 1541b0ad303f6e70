import { numberedLines } from '@ci-kit/core/numbered-lines'
import { expect, test } from '@jest/globals'

test('lines keep their numbers when empty ones and comments are left out', () => {
  expect(numberedLines('a\r\n\n  # no\r b # yes \n')).toEqual([
    { line: 'a', number: 1 },
    { line: 'b # yes', number: 4 },
  ])
  expect(numberedLines('')).toEqual([])
})
