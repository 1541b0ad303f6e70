import { parsePairs, parsePath } from '@ci-kit/cli/step/command-files'
import { fileEntry } from '@ci-kit/core/adapters/runner-commands'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { codePoint } from '../../fakes/code-point.ts'

describe('parsePairs', () => {
  test.each([
    ['a plain pair', 'digest=sha256:1\n', { digest: 'sha256:1' }],
    ['an empty value', 'tags=\n', { tags: '' }],
    ['= in the value', 'a=b=c', { a: 'b=c' }],
    ['<< after =', 'a=b<<c', { a: 'b<<c' }],
    ['a fenced value', 'a<<END\none\ntwo=2\nEND\nb=3\n', { a: 'one\ntwo=2', b: '3' }],
    ['an empty fenced value', 'a<<END\nEND\n', { a: '' }],
    ['a name with = after <<', 'a<<E=F\nx\nE=F\n', { a: 'x' }],
    ['empty lines between entries', '\na=1\n\nb=2\n', { a: '1', b: '2' }],
    ['the last of two values', 'a=1\na=2\n', { a: '2' }],
    ['a carriage return in a value', 'a<<E\nx\r\ny\nE\n', { a: 'x\r\ny' }],
  ])('reads %s', (_, text, expected) => {
    expect({ ...parsePairs(text, 'GITHUB_OUTPUT') }).toEqual(expected)
  })

  test.each([
    ['no separator', 'oops\n', /GITHUB_OUTPUT: the line 'oops' is neither/],
    ['no end', 'a<<END\none\n', /GITHUB_OUTPUT: no line 'END' ends the value of 'a'/],
    ['no name', '=1\n', /GITHUB_OUTPUT: the line '=1' has no name/],
    ['no delimiter', 'a<<\n', /neither 'name=value' nor/],
  ])('refuses an entry with %s', (_, text, message) => {
    expect(() => parsePairs(text, 'GITHUB_OUTPUT')).toThrow(message)
  })

  test('a name such as __proto__ is a name', () => {
    expect(Object.keys(parsePairs('__proto__=1\n', 'f'))).toEqual(['__proto__'])
  })

  test('reads back whatever an action writes', () => {
    const name = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_-]*$/)
    fc.assert(
      fc.property(name, fc.string({ unit: codePoint }), (key, value) => {
        expect(parsePairs(fileEntry(key, value), 'f')[key]).toBe(value)
      }),
    )
  })
})

test('the last folder of GITHUB_PATH comes first', () => {
  expect(parsePath('/a\n/b\n\n')).toEqual(['/b', '/a'])
})
