import { countAt, objectAt, stringAt } from '@ci-kit/core/json'
import { describe, expect, test } from '@jest/globals'

describe('members of JSON from outside', () => {
  const from = {
    text: 'x',
    empty: '',
    zero: 0,
    half: 0.5,
    less: -1,
    huge: 2 ** 53,
    list: [1],
    object: { a: 1 },
    nothing: null,
  }

  test.each([
    [stringAt, 'text', 'x'],
    [stringAt, 'empty', undefined],
    [stringAt, 'zero', undefined],
    [stringAt, 'missing', undefined],
    [stringAt, 'constructor', undefined],
    [countAt, 'zero', 0],
    [countAt, 'half', undefined],
    [countAt, 'less', undefined],
    [countAt, 'huge', undefined],
    [countAt, 'text', undefined],
    [objectAt, 'object', { a: 1 }],
    [objectAt, 'list', undefined],
    [objectAt, 'nothing', undefined],
    [objectAt, '__proto__', undefined],
  ])('%p of %s is %j', (read, name, expected) => {
    expect(read(from, name)).toEqual(expected)
    expect(read(undefined, name)).toBeUndefined()
  })
})
