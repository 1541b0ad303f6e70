import { unsnappy } from '@ci-kit/attestation/evidence/snappy'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { type Element, snappy } from '../../fakes/snappy.ts'

const LIMIT = 1_000_000
const literal = (text: string): Element => ({ literal: Buffer.from(text) })

describe('what Snappy packed', () => {
  test.each<[string, Element[], string]>([
    ['nothing', [], ''],
    ['a literal', [literal('abc')], 'abc'],
    ['a literal of 60', [literal('x'.repeat(60))], 'x'.repeat(60)],
    ['a literal of 61', [literal('x'.repeat(61))], 'x'.repeat(61)],
    ['a literal of 70000', [literal('x'.repeat(70_000))], 'x'.repeat(70_000)],
    ['a near copy', [literal('abcd'), { offset: 4, length: 4, size: 1 }], 'abcdabcd'],
    [
      'a copy of what it writes',
      [literal('ab'), { offset: 1, length: 9, size: 1 }],
      `a${'b'.repeat(10)}`,
    ],
    ['a far copy', [literal('abcd'), { offset: 3, length: 2, size: 2 }], 'abcdbc'],
    [
      'a copy with a long offset',
      [literal('abcd'), { offset: 4, length: 64, size: 4 }],
      'abcd'.repeat(17),
    ],
  ])('is unpacked: %s', (_name, elements, text) => {
    expect(Buffer.from(unsnappy(snappy(elements), LIMIT) ?? 'x').toString()).toBe(text)
  })

  // The example of the format's description: 2,097,150 in three bytes.
  test('tells its length in seven bits to a byte', () => {
    const packed = Buffer.concat([
      Buffer.from([0xfe, 0xff, 0x7f]),
      snappy([literal('a')]).subarray(1),
    ])
    expect(unsnappy(packed, 2_097_149)).toBeUndefined()
    expect(unsnappy(Buffer.from([0xfe, 0xff, 0x7f]), 2_097_150)).toBeUndefined()
  })

  test.each<[string, number[]]>([
    ['no length', []],
    ['a length without end', [0x80, 0x80, 0x80, 0x80, 0x80, 0x01]],
    ['a length above 32 bits', [0xff, 0xff, 0xff, 0xff, 0x7f]],
    ['more than it says', [1, 1 << 2, 97, 98]],
    ['less than it says', [3, 1 << 2, 97, 98]],
    ['a literal that is cut off', [4, 3 << 2, 97]],
    ['a literal whose length is cut off', [4, 61 << 2, 1]],
    ['a copy from before the beginning', [5, 0, 97, (0 << 2) | 1, 2]],
    ['a copy from nowhere', [5, 0, 97, (0 << 2) | 1, 0]],
    ['a copy that is cut off', [5, 0, 97, (0 << 2) | 2, 1]],
    ['a copy beyond the end', [4, 0, 97, (0 << 2) | 1, 1]],
  ])('is refused: %s', (_name, bytes) => {
    expect(unsnappy(Uint8Array.from(bytes), LIMIT)).toBeUndefined()
  })

  test('is unpacked to what was packed, whatever the elements are', () => {
    const size = fc.constantFrom(1 as const, 2 as const, 4 as const)
    const piece = fc.oneof(
      fc.uint8Array({ minLength: 1, maxLength: 300 }),
      fc.record({ back: fc.nat(3_000), length: fc.integer({ min: 4, max: 11 }), size }),
    )
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1 }), fc.array(piece), (first, pieces) => {
        const plain: number[] = [...first]
        const elements: Element[] = [{ literal: first }]
        for (const next of pieces) {
          if (next instanceof Uint8Array) {
            elements.push({ literal: next })
            plain.push(...next)
          } else {
            const furthest = next.size === 1 ? Math.min(plain.length, 2_047) : plain.length
            const offset = 1 + (next.back % furthest)
            elements.push({ offset, length: next.length, size: next.size })
            for (let count = 0; count < next.length; count += 1) plain.push(plain.at(-offset) ?? 0)
          }
        }
        expect(Buffer.from(unsnappy(snappy(elements), LIMIT) ?? [])).toEqual(Buffer.from(plain))
      }),
      { numRuns: 300 },
    )
  })

  test('is refused or unpacked in bounds, whatever the bytes are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const unpacked = unsnappy(bytes, 4_096)
        expect(unpacked === undefined || unpacked.length <= 4_096).toBe(true)
      }),
      { numRuns: 2_000 },
    )
  })
})
