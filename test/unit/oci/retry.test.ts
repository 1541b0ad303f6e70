import { ExchangeFault } from '@ci-kit/oci/exchange-fault'
import { retrying, waitBefore } from '@ci-kit/oci/retry'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'

const testClock = () => {
  let time = 0
  const waits: number[] = []
  const sleep = async (milliseconds: number) => {
    waits.push(milliseconds)
    time += milliseconds
  }
  return { waits, elapsed: () => time, now: () => time, sleep }
}

const policy = (clock = testClock()) => ({
  attempts: 4,
  totalMs: 60_000,
  clock,
  random: () => 1,
})

const failing = (times: number, fault: Error) => {
  let calls = 0
  return {
    calls: () => calls,
    attempt: async () => {
      calls += 1
      if (calls <= times) throw fault
      return calls
    },
  }
}

const busy = new ExchangeFault('503', { status: 503, transient: true })

describe('retrying', () => {
  test('goes on until it works, waiting longer each time', async () => {
    const clock = testClock()
    expect(await retrying(policy(clock), failing(3, busy).attempt)).toBe(4)
    expect(clock.waits).toEqual([500, 1_000, 2_000])
  })

  test('gives up after the attempts and says how many', async () => {
    const { attempt, calls } = failing(9, busy)
    await expect(retrying(policy(), attempt)).rejects.toThrow('503 (4 attempts)')
    expect(calls()).toBe(4)
  })

  test.each([
    ['a lasting fault', new ExchangeFault('403', { status: 403, transient: false })],
    ['any other error', new TypeError('a bug')],
  ])('never repeats %s', async (_, fault) => {
    const { attempt, calls } = failing(9, fault)
    await expect(retrying(policy(), attempt)).rejects.toBe(fault)
    expect(calls()).toBe(1)
  })

  test('waits in full for what the registry asked for', async () => {
    const clock = testClock()
    const limited = new ExchangeFault('429', { transient: true, retryAfterMs: 7_000 })
    await retrying({ ...policy(clock), random: () => 0 }, failing(1, limited).attempt)
    expect(clock.waits).toEqual([7_000])
  })

  test('does not begin a wait that ends too late', async () => {
    const clock = testClock()
    const limited = new ExchangeFault('429', { transient: true, retryAfterMs: 61_000 })
    await expect(retrying(policy(clock), failing(1, limited).attempt)).rejects.toBe(limited)
    expect(clock.waits).toEqual([])
  })

  test('stops when it is cancelled', async () => {
    const reason = new Error('cancelled')
    const { attempt, calls } = failing(0, busy)
    const signal = AbortSignal.abort(reason)
    await expect(retrying({ ...policy(), signal }, attempt)).rejects.toBe(reason)
    expect(calls()).toBe(0)
  })
})

test('a wait lies between zero and a bound that doubles up to 15 s', () => {
  const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2_000 }), random, (failures, value) => {
      const wait = waitBefore(failures, undefined, () => value)
      expect(wait).toBeGreaterThanOrEqual(0)
      expect(wait).toBeLessThanOrEqual(Math.min(15_000, 500 * 2 ** (failures - 1)))
    }),
  )
})
