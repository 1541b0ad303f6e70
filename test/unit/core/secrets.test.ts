import { maskable, secret } from '@ci-kit/core/inputs'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { it } from './fake-reader.ts'

describe('secret', () => {
  test('is handed out without surrounding white space, and masked', () => {
    const from = it(' t0ken\n')
    expect(secret(from, 'it')).toBe('t0ken')
    expect(from.masked).toEqual(['t0ken'])
  })

  test('is masked whole and line by line', () => {
    const from = it('-----BEGIN-----\r\n  abc\n\nabc\rdef\n-----END-----\n')
    const whole = secret(from, 'it')
    expect(from.masked).toEqual([whole, '-----BEGIN-----', 'abc', 'def', '-----END-----'])
  })

  test('an empty one masks nothing', () => {
    const from = it(' \n ')
    expect([secret(from, 'it'), from.masked]).toEqual(['', []])
  })
})

test('maskable: every line of a secret with something in it, none twice, none empty', () => {
  const unit = fc.constantFrom('a', 'b', '{', ' ', '\r', '\n')
  fc.assert(
    fc.property(fc.string({ unit }), (value) => {
      const masks = maskable(value)
      const needed = value.split(/[\r\n]/).map((line) => line.trim())
      for (const line of needed.filter(Boolean)) expect(masks).toContain(line)
      expect(masks).not.toContain('')
      expect(new Set(masks).size).toBe(masks.length)
    }),
  )
})
