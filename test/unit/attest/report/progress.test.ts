import { withProgress } from '@ci-kit/attest/report/progress'
import { expect, test } from '@jest/globals'
import { fakeClock, memoryLog } from '../../docker-cache/fake-ports.ts'

test('long work says that it goes on, until it ends', async () => {
  const { clock, advance, repeated } = fakeClock()
  const { log, printed } = memoryLog()
  const answer = withProgress(
    'Signing 4 statements',
    async () => {
      advance(2_000)
      advance(2_500)
      return 'done'
    },
    { clock, log },
  )
  await expect(answer).resolves.toBe('done')
  expect(printed).toEqual([
    'Signing 4 statements: 2.0 s so far.',
    'Signing 4 statements: 4.5 s so far.',
  ])
  expect(repeated.size).toBe(0)
})

test('work that fails ends the messages, too', async () => {
  const { clock, repeated } = fakeClock()
  const failing = async () => {
    throw new Error('no')
  }
  await expect(withProgress('x', failing, { clock, log: memoryLog().log })).rejects.toThrow('no')
  expect(repeated.size).toBe(0)
})
