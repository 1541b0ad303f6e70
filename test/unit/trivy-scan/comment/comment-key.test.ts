import { UserError } from '@ci-kit/core/errors'
import { commentKey, markerOf } from '@ci-kit/trivy-scan/comment/comment-key'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'

describe('the key of a comment', () => {
  test.each([
    [' web ', 'ci.yml', 'scan', 'web'],
    ['', 'ci.yml', 'scan', 'ci.yml/scan'],
    ['  ', '', 'scan', 'scan'],
    ['', '', '', 'default'],
    ['x'.repeat(200), '', '', 'x'.repeat(200)],
  ])('of %j, %j and %j is %j', (input, workflow, job, key) => {
    expect(commentKey(input, workflow, job)).toBe(key)
  })

  test('is short', () => {
    expect(() => commentKey('x'.repeat(201), '', '')).toThrow(
      new UserError(
        "Input 'comment-key' has 201 characters. Use at most 200, such as the name of the image.",
      ),
    )
  })
})

describe('the marker', () => {
  test.each([
    ['ci.yml/scan-web_2', '<!-- ci-kit/trivy-scan:ci.yml/scan-web_2 -->'],
    ['a -->\n<b>', '<!-- ci-kit/trivy-scan:a%20%2D%2D%3E%0A%3Cb%3E -->'],
    ['é%', '<!-- ci-kit/trivy-scan:%C3%A9%25 -->'],
  ])('of %j', (key, marker) => {
    expect(markerOf(key)).toBe(marker)
  })

  test('is one comment on one line, and one for each key', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 30 })
    const dashes = fc.stringMatching(/^[-> !<\n%2D]{0,12}$/)
    const key = fc.oneof(text, dashes)
    fc.assert(
      fc.property(key, key, (one, other) => {
        const marker = markerOf(one)
        expect(marker).toMatch(/^<!-- [ -~]* -->$/)
        expect(marker.slice(4, -3)).not.toMatch(/--|[<>]/)
        expect(marker === markerOf(other)).toBe(one === other)
      }),
    )
  })
})
