import { setTimeout as wait } from 'node:timers/promises'
import { systemClock } from '@ci-kit/core/adapters/system-clock'
import { expect, test } from '@jest/globals'

test('sleeps as long as asked', async () => {
  const since = systemClock.elapsed()
  await systemClock.sleep(50)
  expect(systemClock.elapsed() - since).toBeGreaterThanOrEqual(48)
})

test('an abort ends the sleep', async () => {
  const controller = new AbortController()
  const sleeping = systemClock.sleep(60_000, controller.signal)
  controller.abort()
  await expect(sleeping).rejects.toMatchObject({ name: 'AbortError' })
  await expect(systemClock.sleep(60_000, controller.signal)).rejects.toMatchObject({
    name: 'AbortError',
  })
})

test('ticks until it is stopped', async () => {
  let ticks = 0
  const stop = await new Promise<() => void>((resolve) => {
    const end = systemClock.every(5, () => {
      ticks += 1
      if (ticks === 3) resolve(end)
    })
  })
  stop()
  const before = ticks
  await wait(30)
  expect(ticks).toBe(before)
})
