import { messageOf, systemCode, UserError } from '@ci-kit/core/errors'
import { expect, test } from '@jest/globals'

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
  [new Error('ENOENT'), undefined],
  ['ENOENT', undefined],
  [null, undefined],
])('systemCode: %p', (thrown, expected) => {
  expect(systemCode(thrown)).toBe(expected)
})
