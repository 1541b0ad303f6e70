import { type Piece, progressStream } from '@ci-kit/docker-cache/progress/progress-stream'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { codePoint } from '../../../fakes/code-point.ts'

const piecesOf = (chunks: readonly Uint8Array[], limit?: number): Piece[] => {
  const pieces: Piece[] = []
  const stream = progressStream((piece) => pieces.push(piece), limit)
  for (const chunk of chunks) stream.write(chunk)
  stream.end()
  return pieces
}

const read = (text: string, limit?: number) => piecesOf([Buffer.from(text)], limit)

const inChunks = (bytes: Uint8Array, sizes: readonly number[]): Uint8Array[] => {
  const chunks: Uint8Array[] = []
  let at = 0
  for (const size of sizes) {
    chunks.push(bytes.subarray(at, at + size))
    at += size
  }
  return [...chunks, bytes.subarray(at)]
}

const OBJECTS = [
  { vertexes: [{ digest: 'sha256:1', name: '[2/2] RUN echo "}" 🚀' }] },
  { logs: [{ vertex: 'sha256:1', data: 'eA==' }], odd: '{\n}' },
  {},
]
const ERROR_BLOCK = [
  'Dockerfile:2',
  '--------------------',
  '   1 |     FROM scratch',
  '   2 | >>> RUN {a,b}',
  '--------------------',
  'ERROR: failed to build: failed to solve: process "/bin/sh -c {a,b}" did not complete successfully: exit code: 7',
]
const asText = (lines: readonly string[]) => lines.map((text) => ({ text }))
const asJson = OBJECTS.map((json) => ({ json }))

describe('objects', () => {
  test('on one line each, as buildx 0.14 and later write them', () => {
    expect(read(OBJECTS.map((json) => `${JSON.stringify(json)}\n`).join(''))).toEqual(asJson)
  })

  test.each(['\n', '\r\n'])('over several lines, as buildx 0.13 writes them, with %j', (end) => {
    const text = OBJECTS.map((json) => `${JSON.stringify(json, null, 2)}\n`).join('')
    expect(read(text.replaceAll('\n', end))).toEqual(asJson)
  })

  test('without a line end at the close', () => {
    expect(read('{"a":1}')).toEqual([{ json: { a: 1 } }])
  })

  test('before and after text', () => {
    const text = `WARNING: no output\n{"a":1}\n${ERROR_BLOCK.join('\n')}\n{"b":2}\n`
    expect(read(text)).toEqual([
      { text: 'WARNING: no output' },
      { json: { a: 1 } },
      ...asText(ERROR_BLOCK),
      { json: { b: 2 } },
    ])
  })
})

describe('a line that looks like an object and is none', () => {
  test.each(['{', '{ not json', '{"a":', '{{}}', '}', '{"a":1} trailing', '{\n  "a": 1,'])(
    'hides nothing that follows: %j',
    (line) => {
      expect(read(`${line}\n{"b":2}\nERROR: boo\n`)).toEqual([
        ...asText(line.split('\n')),
        { json: { b: 2 } },
        { text: 'ERROR: boo' },
      ])
    },
  )

  test('is text when the stream ends inside an object', () => {
    expect(read('{\n  "a": 1')).toEqual(asText(['{', '  "a": 1']))
  })
})

test('a character that is never finished is replaced, not lost', () => {
  expect(piecesOf([Buffer.from([0x61, 0xc3])])).toEqual([{ text: 'a\ufffd' }])
})

describe('what is too long', () => {
  test('is cut on one line', () => {
    expect(read(`${'x'.repeat(30)}\nok\n`, 10)).toEqual(asText(['x'.repeat(10), 'ok']))
    expect(read(`{"a":"${'x'.repeat(30)}"}\nok\n`, 10)).toEqual(asText(['{"a":"xxxx', 'ok']))
  })

  test('is text as an object over several lines', () => {
    expect(read('{\n  "a": 1,\n  "b": 2\n}\nok\n', 14)).toEqual(
      asText(['{', '  "a": 1,', '  "b": 2', '}', 'ok']),
    )
  })
})

test('any chunking gives the same pieces, also inside characters', () => {
  const line = fc.oneof(
    fc.constantFrom('{', '}', '', '  "a": 1', '{"ok":"é🚀"}', 'ERROR: ü', '{ no', '\r'),
    fc.string({ unit: codePoint }),
  )
  const stream = fc.array(line).map((lines) => Buffer.from(lines.join('\n')))
  const bytes = fc.oneof(stream, fc.uint8Array({ maxLength: 60 }))
  fc.assert(
    fc.property(bytes, fc.array(fc.integer({ min: 0, max: 7 })), (bytes, sizes) => {
      expect(piecesOf(inChunks(bytes, sizes), 40)).toEqual(piecesOf([bytes], 40))
    }),
  )
})
