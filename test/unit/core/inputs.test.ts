import { UserError } from '@ci-kit/core/errors'
import {
  count,
  flag,
  type InputReader,
  lines,
  list,
  oneOf,
  optionalText,
  text,
} from '@ci-kit/core/inputs'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { fakeReader, it } from './fake-reader.ts'

/** The message of the UserError that `read` throws. */
const refusal = (read: () => unknown): string => {
  try {
    return `no error, but ${JSON.stringify(read())}`
  } catch (thrown) {
    if (thrown instanceof UserError) return thrown.message
    throw thrown
  }
}

describe('text', () => {
  test.each([
    ['  main\n', 'main'],
    ['a\r\nb', 'a\r\nb'],
    ['\u00a0x\u00a0', 'x'],
    ['0', '0'],
  ])('%j is %j', (value, expected) => {
    expect(text(it(value), 'it')).toBe(expected)
    expect(optionalText(it(value), 'it')).toBe(expected)
  })

  test.each(['', ' ', '\n\t\r\n'])('%j counts as not set', (value) => {
    expect(optionalText(it(value), 'it')).toBe('')
    expect(refusal(() => text(it(value), 'it'))).toBe(
      "Input 'it' is not set. Add 'it: …' under 'with:'.",
    )
  })

  test('an input that nobody gave is not set', () => {
    expect(refusal(() => text(fakeReader({}), 'image-name'))).toContain("Input 'image-name' is not")
  })
})

describe('flag', () => {
  test.each([
    ['true', true],
    ['True', true],
    ['TRUE', true],
    [' true\n', true],
    ['false', false],
    ['False', false],
    ['FALSE', false],
  ])('%j is %j', (value, expected) => {
    expect(flag(it(value), 'it', !expected)).toBe(expected)
  })

  test('an empty input takes the given value, false without one', () => {
    expect([flag(it(''), 'it'), flag(it(' '), 'it', true), flag(it(''), 'it', false)]).toEqual([
      false,
      true,
      false,
    ])
  })

  test.each(['yes', 'tRUE', '1', '0', 'on', 'null', 'true false'])('%j is refused', (value) => {
    expect(refusal(() => flag(it(value), 'it'))).toBe(
      `Input 'it' is '${value}'. Use 'true' or 'false'.`,
    )
  })
})

describe('count', () => {
  test.each([
    ['1', 1],
    [' 10 ', 10],
    ['007', 7],
  ])('%j is %d', (value, expected) => {
    expect(count(it(value), 'it', 1, 10)).toBe(expected)
  })

  test.each(['0', '11', '-1', '+1', '1.0', '1e1', '0x1', '1_0', '1 0', 'NaN', 'Infinity', '٣'])(
    '%j is refused',
    (value) => {
      expect(refusal(() => count(it(value), 'it', 1, 10))).toBe(
        `Input 'it' is '${value}'. Use a whole number from 1 to 10.`,
      )
    },
  )

  test('digits beyond what a number holds exactly are refused', () => {
    const read = () => count(it('9007199254740993'), 'it', 0, Number.MAX_SAFE_INTEGER)
    expect(refusal(read)).toContain("is '9007199254740993'")
  })

  test('an empty input is not set', () => {
    expect(refusal(() => count(it(''), 'it', 0, 1))).toContain("Input 'it' is not set.")
  })

  test('reads back every whole number in its range and refuses the rest', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 300 }), (number) => {
        const read = () => count(it(String(number)), 'it', 100, 200)
        if (number >= 100 && number <= 200) expect(read()).toBe(number)
        else expect(refusal(read)).toContain(`'${number}'. Use a whole number from 100 to 200.`)
      }),
    )
  })
})

describe('oneOf', () => {
  const MODES = ['restore', 'save'] as const

  test('answers the choice', () => {
    expect(oneOf(it(' save\n'), 'it', MODES)).toBe('save')
  })

  test.each(['Save', 'sav', 'save,restore', 'constructor', '0'])('%j is refused', (value) => {
    expect(refusal(() => oneOf(it(value), 'it', MODES))).toBe(
      `Input 'it' is '${value}'. Use one of 'restore', 'save'.`,
    )
  })

  test('an empty input is not set', () => {
    expect(refusal(() => oneOf(it(''), 'it', MODES))).toContain("Input 'it' is not set.")
  })
})

test.each<[string, (from: InputReader) => unknown]>([
  ['flag', (from) => flag(from, 'it')],
  ['count', (from) => count(from, 'it', 0, 1)],
  ['oneOf', (from) => oneOf(from, 'it', ['a'])],
])('%s shows a wrong value on one line and not all of it', (_, parse) => {
  expect(refusal(() => parse(it('a\n::error::\u202eb')))).toContain("'a\\n::error::\\u{202e}b'.")
  expect(refusal(() => parse(it('x'.repeat(5000))))).toMatch(
    /'x{100}… \(4900 more characters\)'\. Use/,
  )
})

describe('lines', () => {
  test.each([
    ['', []],
    ['\n \r\n', []],
    ['a', ['a']],
    ['a\nb\r\nc\rd', ['a', 'b', 'c', 'd']],
    [' a \n\n\tb', ['a', 'b']],
    ['# first\na\n  # second\nb # kept', ['a', 'b # kept']],
    ['a,b', ['a,b']],
    ['A=x y\nA=x y', ['A=x y', 'A=x y']],
  ])('%j has %j', (value, expected) => {
    expect(lines(it(value), 'it')).toEqual(expected)
  })

  test('no entry is empty, padded, a comment or more than a line', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', ' ', '\r', '\n', '#', '\t') }),
        (value) => {
          for (const line of lines(it(value), 'it')) expect(line).toMatch(/^[^\s#]([^\r\n]*\S)?$/)
        },
      ),
    )
  })
})

test.each([
  ['', []],
  ['a,b\nc', ['a', 'b', 'c']],
  [' a , ,b,\r\n,', ['a', 'b']],
  ['# a,b\nc', ['c']],
])('list: %j has %j', (value, expected) => {
  expect(list(it(value), 'it')).toEqual(expected)
})
