import type { Clock } from '@ci-kit/core/clock'

/** A clock whose time passes only when everybody waits, in the order of the waits' ends. */
export type VirtualTime = Clock & {
  /** Starts the work, and lets time pass until all of it has ended. */
  run<T>(work: () => Promise<T>): Promise<T>
}

type Waiter = { readonly at: number; readonly wake: () => void }

export const virtualTime = (): VirtualTime => {
  const waiting: Waiter[] = []
  let now = 0
  const sleep = (milliseconds: number): Promise<void> =>
    new Promise((wake) => {
      const at = now + milliseconds
      // Behind those that wait for the same moment.
      const later = waiting.findIndex((other) => other.at > at)
      waiting.splice(later === -1 ? waiting.length : later, 0, { at, wake })
    })
  return {
    sleep,
    now: () => now,
    elapsed: () => now,
    run: async <T>(work: () => Promise<T>): Promise<T> => {
      let outcome: (() => T) | undefined
      const set = (next: () => T) => {
        outcome = next
      }
      work().then(
        (value) => set(() => value),
        (thrown: unknown) =>
          set(() => {
            throw thrown
          }),
      )
      // All that follows from what just happened, before time goes on.
      const calm = () => new Promise((resolve) => setImmediate(resolve))
      for (;;) {
        await calm()
        if (outcome !== undefined) return outcome()
        const next = waiting.shift()
        if (next === undefined) throw new Error('nobody waits, and the work has not ended')
        now = next.at
        next.wake()
      }
    },
  }
}
