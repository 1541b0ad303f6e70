import { expect, test } from '@jest/globals'
import { latenesses } from './lateness.ts'

const MINUTE = 60_000

test.each([
  ['up to 20 minutes', 600, 20 * MINUTE],
  ['up to 5 minutes', 400, 5 * MINUTE],
])(
  'the end of a rollout of %s is known soon',
  async (name, count, span) => {
    const late = await latenesses(count, span)
    const mean = late.reduce((sum, one) => sum + one, 0) / count
    const most = Math.max(...late)
    process.stdout.write(
      `${count} rollouts of ${name}: ${(mean / 1000).toFixed(1)} s late in the mean, ${(most / 1000).toFixed(1)} s at most\n`,
    )
    expect(mean).toBeLessThanOrEqual(5_000)
    expect(most).toBeLessThanOrEqual(10_000)
  },
  240_000,
)
