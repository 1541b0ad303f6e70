import { neutral, visible } from '@ci-kit/core/log'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { codePoint } from '../../fakes/code-point.ts'
import { commandName, linesOf } from './runner-parser.ts'

describe('the parser of these tests', () => {
  test.each([
    ['::error::x', 'error'],
    ['\t\u0085\u00a0\u3000\u2028::error file=a::x', 'error'],
    ['a ##[error]x', 'error'],
    ['::stop-commands::t', 'stop-commands'],
    ['a ::error::x', undefined],
    ['::error', undefined],
    ['##[error', undefined],
  ])('%j is the command %j', (line, name) => {
    expect(commandName(line)).toBe(name)
  })
})

/** Pieces that commands are made of, with what .NET or JavaScript may take for white space. */
const hostile = fc
  .array(
    fc.constantFrom(
      ...['::', ':', '##[', '#', '[', ']', 'error', 'stop-commands', ' file=a', 'x', '%0A', '\\'],
      ...['\r', '\n', '\t', '\v', '\f', ' ', '\0', '\x1b', '\x1c', '\u0085', '\u00a0', '\u1680'],
      ...['\u00ad', '\u180e', '\u2003', '\u200b', '\u2028', '\u2029', '\u3000', '\ufeff', '\ud800'],
    ),
    { maxLength: 12 },
  )
  .map((pieces) => pieces.join(''))
const anything = fc.oneof(hostile, fc.string({ unit: codePoint }))

describe('neutral', () => {
  test.each([
    ['plain', 'plain'],
    ['', ''],
    ['a :: b', 'a :: b'],
    ['::error::x', '\\::error::x'],
    [' \t::error::x', ' \t\\::error::x'],
    ['\u0085::error::x', '\u0085\\::error::x'],
    ['\u200b\u00ad\0::error::x', '\u200b\u00ad\0\\::error::x'],
    ['a\r::error::x', 'a\n\\::error::x'],
    ['a\r\n::stop-commands::t', 'a\n\\::stop-commands::t'],
    ['a ##[error]x ##[group]y', 'a #\\#[error]x #\\#[group]y'],
    ['###[error]x', '##\\#[error]x'],
    ['std::string', 'std::string'],
  ])('%j becomes %j', (text, expected) => {
    expect(neutral(text)).toBe(expected)
  })

  test('the runner reads no line of it as a command', () => {
    fc.assert(
      fc.property(anything, (text) => {
        expect(linesOf(neutral(text)).map(commandName).filter(Boolean)).toEqual([])
      }),
      { numRuns: 2000 },
    )
  })

  test('changes nothing the second time', () => {
    fc.assert(fc.property(anything, (text) => expect(neutral(neutral(text))).toBe(neutral(text))))
  })

  test('keeps every character but line ends, and adds backslashes only', () => {
    const bare = (text: string) => text.replace(/[\\\r\n]/g, '')
    fc.assert(fc.property(anything, (text) => expect(bare(neutral(text))).toBe(bare(text))))
  })
})

describe('visible', () => {
  test.each([
    ['a\r\n\tb', 'a\\r\\n\\tb'],
    ['\x1b[31m', '\\u{1b}[31m'],
    ['a\u202eb\u2066', 'a\\u{202e}b\\u{2066}'],
    ['\u2028\u2029', '\\u{2028}\\u{2029}'],
    ['\ud800', '\\u{d800}'],
    ['héllo 😀 日本', 'héllo 😀 日本'],
  ])('%j shows as %j', (text, expected) => {
    expect(visible(text)).toBe(expected)
  })

  test.each([
    [3, 'abc… (1 more characters)'],
    [4, 'abcd'],
    [0, '… (4 more characters)'],
  ])('a limit of %d shows %j', (limit, expected) => {
    expect(visible('abcd', limit)).toBe(expected)
  })

  test('a cut does not split a pair of surrogates', () => {
    expect(visible('a😀b', 2)).toBe('a… (3 more characters)')
    expect(visible('a\ud83d', 2)).toBe('a\\u{d83d}')
  })

  test('is one line that can be shown, whatever the limit', () => {
    fc.assert(
      fc.property(anything, fc.nat(20), (text, limit) => {
        expect(visible(text, limit)).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u)
      }),
    )
  })
})
