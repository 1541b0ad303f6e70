import type { Clock } from '@ci-kit/core/clock'
import { UserError } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'
import type { Outcome } from './outcome.ts'
import { resultOf } from './result.ts'
import type { RolloutResult, StartedRollout } from './rollout.ts'
import type { Round } from './round.ts'
import { type Watched, watched } from './watched.ts'

/** The rollouts that are being watched, and who waits for their results. */
export type RolloutBoard = {
  add(started: StartedRollout): Promise<RolloutResult>
  all(): readonly Watched[]
  /** After a round: those that have ended are told and leave. */
  take(round: Round): void
  /** Tells of one and takes it off. */
  settle(rollout: Watched, outcome: Outcome): void
  /** Takes all off. */
  fail(thrown: unknown): void
  /** Milliseconds since the first one was added. */
  elapsed(): number
  groupFailure(): string | undefined
}

const twice = (service: string): string =>
  `Service ${visible(service, 300)} is deployed twice in one step. Name it once.`

export const rolloutBoard = (clock: Clock): RolloutBoard => {
  const rollouts = new Map<string, Watched>()
  const waiting = new Map<string, PromiseWithResolvers<RolloutResult>>()
  let beganAt: number | undefined
  let failure: string | undefined
  const settle: RolloutBoard['settle'] = (rollout, outcome) => {
    const { service } = rollout.started
    const waiter = waiting.get(service)
    rollouts.delete(service)
    waiting.delete(service)
    waiter?.resolve(resultOf(rollout, outcome, clock.elapsed()))
  }
  return {
    add: async (started) => {
      const { service } = started
      if (rollouts.has(service)) throw new UserError(twice(service))
      beganAt ??= clock.elapsed()
      const waiter = Promise.withResolvers<RolloutResult>()
      rollouts.set(service, watched(started, clock.elapsed()))
      waiting.set(service, waiter)
      return waiter.promise
    },
    all: () => [...rollouts.values()],
    take: ({ members, groupFailure }) => {
      failure = groupFailure
      for (const { watched: rollout, outcome } of members) {
        if (outcome === undefined) rollouts.set(rollout.started.service, rollout)
        else settle(rollout, outcome)
      }
    },
    settle,
    fail: (thrown) => {
      for (const { reject } of waiting.values()) reject(thrown)
      rollouts.clear()
      waiting.clear()
    },
    elapsed: () => clock.elapsed() - (beganAt ?? clock.elapsed()),
    groupFailure: () => failure,
  }
}
