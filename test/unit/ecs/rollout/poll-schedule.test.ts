import { pauseBefore } from '@ci-kit/ecs/rollout/poll-schedule'
import { describe, expect, test } from '@jest/globals'

describe('the pause before the next look', () => {
  test.each([
    [0, 3_000],
    [59_999, 3_000],
    [60_000, 5_000],
    [299_999, 5_000],
    [300_000, 10_000],
    [3_600_000, 10_000],
  ])('after %d ms is %d ms', (elapsed, pause) => {
    expect(pauseBefore(elapsed, 60_000)).toBe(pause)
  })

  test.each([
    [0, 1_000, 1_000],
    [600_000, 7_000, 7_000],
    [0, 7_000, 3_000],
  ])('after %d ms is never longer than %d ms', (elapsed, most, pause) => {
    expect(pauseBefore(elapsed, most)).toBe(pause)
  })

  test('leaves time for the looks at both of its ends', () => {
    expect(pauseBefore(600_000, 60_000, 400)).toBe(9_200)
  })

  test('is never shorter than half of it, however slow ECS is', () => {
    expect(pauseBefore(600_000, 60_000, 20_000)).toBe(5_000)
  })
})
