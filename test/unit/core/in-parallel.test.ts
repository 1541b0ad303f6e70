import { setTimeout as wait } from 'node:timers/promises'
import { inParallel } from '@ci-kit/core/in-parallel'
import { expect, test } from '@jest/globals'

test('answers in the order of the items, never more than allowed at a time', async () => {
  let running = 0
  let most = 0
  const answers = await inParallel([30, 10, 20, 0], 2, async (item) => {
    running += 1
    most = Math.max(most, running)
    await wait(item)
    running -= 1
    return item
  })
  expect(answers).toEqual([30, 10, 20, 0])
  expect(most).toBe(2)
})

test('begins nothing after an error', async () => {
  const begun: number[] = []
  const work = async (item: number) => {
    begun.push(item)
    await wait(1)
    throw new Error(`no ${item}`)
  }
  await expect(inParallel([1, 2, 3, 4], 1, work)).rejects.toThrow('no 1')
  await wait(10)
  expect(begun).toEqual([1])
})

test('of nothing is nothing', async () => {
  expect(await inParallel([], 3, async (item) => item)).toEqual([])
})
