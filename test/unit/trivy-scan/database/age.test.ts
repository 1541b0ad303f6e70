import { ageOf, spanText, updatedText } from '@ci-kit/trivy-scan/database/age'
import { tooOld } from '@ci-kit/trivy-scan/database/limit'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const updated = new Date('2026-11-21T10:00:59.999Z')
const at = (later: number) => updated.getTime() + later

describe('the age of a database', () => {
  test.each([
    [0, 'less than a minute ago'],
    [59_999, 'less than a minute ago'],
    [MINUTE, '1 minute ago'],
    [59 * MINUTE, '59 minutes ago'],
    [HOUR, '1 hour ago'],
    [7 * HOUR + 59 * MINUTE, '7 hours ago'],
    [2 * DAY - 1, '47 hours ago'],
    [2 * DAY, '2 days ago'],
    [400 * DAY, '400 days ago'],
    // Clocks that differ a little.
    [-HOUR, 'less than a minute ago'],
    [-HOUR - 1, 'in the future'],
  ])('after %d ms is told as "%s"', (later, expected) => {
    expect(updatedText(updated, at(later))).toBe(`updated ${expected} (2026-11-21T10:00Z)`)
  })

  test('is never negative', () => {
    fc.assert(
      fc.property(fc.integer({ min: -DAY, max: DAY }), (later) => {
        expect(ageOf(updated, at(later))).toBe(Math.max(0, later))
      }),
    )
  })

  test('is rounded down, and one of a thing has no plural', () => {
    expect([MINUTE, 2 * HOUR - 1, 3 * DAY - 1].map(spanText)).toEqual([
      '1 minute',
      '1 hour',
      '2 days',
    ])
  })
})

describe('too old', () => {
  test('is nothing without a limit', () => {
    expect(tooOld(updated, undefined, at(1000 * DAY))).toBeUndefined()
  })

  test('begins behind the limit', () => {
    expect(tooOld(updated, DAY, at(DAY))).toBeUndefined()
    expect(tooOld(updated, DAY, at(DAY + 1))).toBe(
      "it was updated 24 hours ago (2026-11-21T10:00Z), and input 'max-db-age' allows 24 hours",
    )
  })

  test('allows a little difference of clocks, and no date far in the future', () => {
    expect(tooOld(updated, DAY, at(-HOUR))).toBeUndefined()
    expect(tooOld(updated, DAY, at(-2 * HOUR))).toContain('check the clock of the runner')
  })
})
