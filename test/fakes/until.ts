import { setTimeout as wait } from 'node:timers/promises'

const LIMIT_MS = 30_000
const EVERY_MS = 5

/**
 * Waits until something holds, however slow the machine is; a condition that
 * does not come true within thirty seconds is named in an error.
 */
export const until = async (holds: () => boolean | Promise<boolean>): Promise<void> => {
  const begun = performance.now()
  while (!(await holds())) {
    if (performance.now() - begun > LIMIT_MS)
      throw new Error(`Still not so after ${LIMIT_MS / 1000} s: ${holds}`)
    await wait(EVERY_MS)
  }
}
