import {
  alarming,
  breaking,
  failing,
  flapping,
  stalled,
} from '@ci-kit/local-aws/ecs/failing-rollouts'
import { stateAt, turned } from '@ci-kit/local-aws/ecs/frames'
import {
  earlySuccess,
  lateSuccess,
  ok,
  quick,
  rollingBack,
  slowStart,
  superseded,
} from '@ci-kit/local-aws/ecs/rollouts'
import { blueGreen, canary, linear, pausedAt } from '@ci-kit/local-aws/ecs/stages'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'

const rollout = fc.constantFrom(
  ok(),
  ok(500),
  quick,
  earlySuccess(),
  slowStart(60_000),
  lateSuccess(5000, 90_000),
  stalled,
  failing(),
  flapping(),
  breaking(),
  alarming(),
  superseded(10_000),
  blueGreen(),
  canary(10),
  linear(20),
  pausedAt('BAKE_TIME', canary(5), { timeout: 60_000 }),
)

const facts = fc.record({
  desired: fc.nat(500),
  breaker: fc.record({ enable: fc.boolean(), rollback: fc.boolean() }),
  alarms: fc.constantFrom([], ['errors']),
  hasSource: fc.boolean(),
})

const moments = fc.tuple(fc.nat(400_000), fc.nat(400_000))

const ENDED = /^(SUCCESSFUL|STOPPED|ROLLBACK_SUCCESSFUL|ROLLBACK_FAILED)$/

describe('however a deployment goes', () => {
  test('its frames are in order, and shares are shares', () => {
    fc.assert(
      fc.property(rollout, facts, fc.nat(400_000), (goes, service, at) => {
        const frames = goes(service)
        expect(frames.map((frame) => frame.at)).toEqual(
          frames.map((frame) => frame.at).toSorted((one, other) => one - other),
        )
        const { running, pending, source } = stateAt(frames, at)
        for (const share of [running, pending, source]) {
          expect(share).toBeGreaterThanOrEqual(0)
          expect(share).toBeLessThanOrEqual(1)
        }
        expect(running + pending).toBeLessThanOrEqual(1)
      }),
    )
  })

  test('an end is an end', () => {
    fc.assert(
      fc.property(rollout, facts, moments, (goes, service, [one, other]) => {
        const frames = goes(service)
        const { status } = stateAt(frames, Math.min(one, other))
        fc.pre(ENDED.test(status))
        expect(stateAt(frames, Math.max(one, other)).status).toBe(status)
      }),
    )
  })

  test('another turn changes nothing of the past, and leads where it should', () => {
    fc.assert(
      fc.property(rollout, facts, moments, (goes, service, [one, other]) => {
        const [before, at] = [Math.min(one, other), Math.max(one, other) + 1]
        const frames = goes(service)
        const back = turned(frames, at, rollingBack('enough'))
        expect(stateAt(back, before)).toEqual(stateAt(frames, before))
        expect(stateAt(back, at).status).toBe('ROLLBACK_IN_PROGRESS')
        expect(stateAt(back, at + 400_000)).toMatchObject({
          status: 'ROLLBACK_SUCCESSFUL',
          source: 1,
          running: 0,
        })
      }),
    )
  })
})

test('the breaker without a way back says so in each of its ways', () => {
  const service = (rollback: boolean, hasSource: boolean) => ({
    desired: 2,
    breaker: { enable: true, rollback },
    alarms: [],
    hasSource,
  })
  const statusOf = (rollback: boolean, hasSource: boolean) =>
    stateAt(breaking()(service(rollback, hasSource)), 3_600_000).status
  expect(statusOf(true, true)).toBe('ROLLBACK_SUCCESSFUL')
  expect(statusOf(false, true)).toBe('STOPPED')
  expect(statusOf(true, false)).toBe('IN_PROGRESS')
  const failed = breaking(undefined, { ends: 'ROLLBACK_FAILED' })(service(true, true))
  expect(stateAt(failed, 3_600_000).status).toBe('ROLLBACK_FAILED')
})
