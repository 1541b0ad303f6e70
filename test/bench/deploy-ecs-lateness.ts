import { latenesses } from '../unit/ecs/rollout/lateness.ts'
import type { Rate } from './report.ts'

const ROLLOUTS = 1_000
const MINUTE = 60_000

/** How late ends are known, by simulation of rollouts of up to 20 minutes; the peer's by its formula, at 5 minutes. */
export const lateness = async (): Promise<readonly Rate[]> => {
  const late = await latenesses(ROLLOUTS, 20 * MINUTE)
  const name = `end known late, of ${ROLLOUTS} rollouts`
  return [
    rate(`${name}, mean`, mean(late), { atMost: 5 }),
    rate(`${name}, most`, Math.max(...late), { atMost: 10 }),
    rate("the same of the peer's waiter at 5 minutes, mean", mean(peerLatenesses(5 * MINUTE)), {
      atLeast: 5,
    }),
  ]
}

const rate = (name: string, ms: number, goal: Rate['goal']): Rate => ({
  name,
  value: Math.round(ms / 100) / 10,
  unit: ' s',
  goal,
})

const mean = (values: readonly number[]): number =>
  values.reduce((sum, one) => sum + one, 0) / values.length

/** The pause of createWaiter in the AWS SDK: from 15 s to 15 s · 2^(n-1) at random, from the seventh on 10 minutes. */
const waiterPause = (n: number): number =>
  n > 6 ? 600_000 : 15_000 + Math.random() * (15_000 * 2 ** (n - 1) - 15_000)

const peerLatenesses = (endsAt: number): readonly number[] =>
  Array.from({ length: 20 * ROLLOUTS }, () => {
    let at = 0
    for (let n = 1; at < endsAt; n += 1) at += waiterPause(n)
    return at - endsAt
  })
