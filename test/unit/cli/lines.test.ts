import { lineSplitter } from '@ci-kit/cli/step/lines'
import { expect, test } from '@jest/globals'
import fc from 'fast-check'

const linesOf = (pieces: readonly Uint8Array[]): string[] => {
  const lines: string[] = []
  const splitter = lineSplitter((line) => lines.push(line))
  for (const piece of pieces) splitter.add(piece)
  splitter.end()
  return lines
}

test('every line end counts, also across pieces', () => {
  const pieces = ['a\r', '\nb\rc\n', '\nlast'].map((text) => Buffer.from(text))
  expect(linesOf(pieces)).toEqual(['a', 'b', 'c', '', 'last'])
})

test('how a stream is cut does not change its lines', () => {
  const text = fc.string({ unit: fc.constantFrom('é', '日', 'x', '\r', '\n', '::') })
  fc.assert(
    fc.property(text, fc.nat(), (content, seed) => {
      const bytes = Buffer.from(content)
      const at = seed % (bytes.length + 1)
      expect(linesOf([bytes.subarray(0, at), bytes.subarray(at)])).toEqual(linesOf([bytes]))
    }),
  )
})
