import { SUMMARY_LIMIT_BYTES, withinBudget } from '@ci-kit/core/summary'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'

const NOTE = '\n\n> The summary was cut here: a step may write 1,024 KiB at most.\n'
const LIMIT = NOTE.length + 20

test('the limit is the runner’s', () => {
  expect(SUMMARY_LIMIT_BYTES).toBe(1_048_576)
})

describe('withinBudget', () => {
  test.each([
    ['fits', 'a\n', 0, { text: 'a\n', cut: false }],
    ['fits exactly', 'x'.repeat(20), 0, { text: 'x'.repeat(20), cut: false }],
    ['fits exactly behind others', 'x'.repeat(5), 15, { text: 'x'.repeat(5), cut: false }],
    ['is one byte too long', `ab\n${'x'.repeat(18)}`, 0, { text: `ab\n${NOTE}`, cut: true }],
    ['has no line that fits', 'x'.repeat(21), 0, { text: NOTE, cut: true }],
    ['counts bytes', 'é'.repeat(11), 0, { text: NOTE, cut: true }],
    ['meets a file with room for the note only', 'a\nb\n', 20, { text: NOTE, cut: true }],
    ['meets a file without room for the note', 'a\nb\n', 21, { text: '', cut: true }],
    ['meets a file beyond the limit', 'a\n', LIMIT + 7, { text: '', cut: true }],
    ['is empty', '', 20, { text: '', cut: false }],
  ])('a text that %s', (_, markdown, written, expected) => {
    expect(withinBudget(markdown, written, LIMIT)).toEqual(expected)
  })

  test('never passes the limit, never splits a character, says so when it cuts', () => {
    const line = fc.string({
      unit: fc.constantFrom('a', 'é', '日', '😀', '\n'),
      minLength: 1,
      maxLength: 60,
    })
    fc.assert(
      fc.property(line, fc.nat(LIMIT), (markdown, written) => {
        const { text, cut } = withinBudget(markdown, written, LIMIT)
        const body = text.replace(NOTE, '')
        expect(written + Buffer.byteLength(text)).toBeLessThanOrEqual(LIMIT)
        expect(markdown.startsWith(body)).toBe(true)
        expect(cut).toBe(text !== markdown)
        if (cut && text !== '') expect(text.endsWith(NOTE)).toBe(true)
        if (cut && body !== '') expect(body.endsWith('\n')).toBe(true)
      }),
    )
  })
})
