import { readFileSync } from 'node:fs'
import { isSystemError, messageOf, stackOf, systemCode, UserError } from '@ci-kit/core/errors'
import { describe, expect, test } from '@jest/globals'

/** An error of Node itself, which is no `Error` of jest's realm. */
const nodesOwn = (): unknown => {
  try {
    return readFileSync('/no/such/file')
  } catch (thrown) {
    return thrown
  }
}

test.each<[string, unknown, string]>([
  ['an error', new TypeError('no'), 'no'],
  ['a UserError', new UserError('Set it.'), 'Set it.'],
  ['an error without a message', new RangeError(), 'RangeError'],
  ['an AggregateError', new AggregateError([new Error('a'), 'b']), 'a; b'],
  ['an AggregateError with a message', new AggregateError([new Error('a')], 'all'), 'all'],
  ['an empty AggregateError', new AggregateError([]), 'AggregateError'],
  ['a text', 'oops', 'oops'],
  ['undefined', undefined, 'undefined'],
  ['null', null, 'null'],
  ['an object with a message', { message: 'm' }, 'm'],
  ['an object without one', { message: 7 }, '[object Object]'],
  ['an object without toString', Object.create(null), '[object Object]'],
  ["an error of Node's own", nodesOwn(), "ENOENT: no such file or directory, open '/no/such/file'"],
])('messageOf: %s', (_, thrown, expected) => {
  expect(messageOf(thrown)).toBe(expected)
})

test('a UserError knows its place and its name', () => {
  const error = new UserError('Set it.', { file: 'a.yml', line: 3 })
  expect([error.name, error.at, new UserError('x').at]).toEqual([
    'UserError',
    { file: 'a.yml', line: 3 },
    {},
  ])
})

test.each<[unknown, string | undefined]>([
  [Object.assign(new Error('no'), { code: 'ENOENT' }), 'ENOENT'],
  [Object.assign(new Error('no'), { code: 404 }), undefined],
  [nodesOwn(), 'ENOENT'],
  [new Error('ENOENT'), undefined],
  ['ENOENT', undefined],
  [null, undefined],
])('systemCode: %p', (thrown, expected) => {
  expect(systemCode(thrown)).toBe(expected)
})

describe('stackOf', () => {
  test('names the causes, but not what else an error carries', () => {
    const cause = Object.assign(new Error('ECONNREFUSED'), { authorization: 'Bearer t0ken' })
    const stack = stackOf(new TypeError('fetch failed', { cause }))
    expect(stack).toMatch(
      /^TypeError: fetch failed\n {4}at [\s\S]*\nCaused by: Error: ECONNREFUSED\n/,
    )
    expect(stack).not.toContain('t0ken')
  })

  test("is that of Node's own errors too", () => {
    expect(nodesOwn()).not.toBeInstanceOf(Error)
    expect(stackOf(nodesOwn())).toMatch(/^Error: ENOENT: [^\n]*\n {4}at /)
  })

  test('shows no member of what has no stack', () => {
    expect(stackOf({ password: 's3cret' })).toBe('[object Object]')
  })

  test('ends for an error that is its own cause', () => {
    const error = new Error('round')
    error.cause = error
    expect(stackOf(error).match(/Caused by/g)).toHaveLength(5)
  })
})

test.each([
  ['ENOSPC', true],
  ['E2BIG', true],
  ['Z_BUF_ERROR', false],
  ['ERR_STREAM_PREMATURE_CLOSE', false],
  ['', false],
])('isSystemError: %s is %p', (code, expected) => {
  expect(isSystemError(Object.assign(new Error('x'), { code }))).toBe(expected)
})
