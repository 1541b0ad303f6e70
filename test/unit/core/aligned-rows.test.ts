import { alignedRows } from '@ci-kit/core/aligned-rows'
import { expect, test } from '@jest/globals'

test('columns are as wide as their widest cell, and lines end with their text', () => {
  const rows = [
    ['A', 'LONG', ''],
    ['wide', 'b', 'c'],
    ['', '', ''],
  ]
  expect(alignedRows(rows)).toEqual(['A     LONG', 'wide  b     c', ''])
  expect(alignedRows([])).toEqual([])
})
