import { decide } from '@ci-kit/ecs/rollout/decide'
import { type Watched, watched, withSight } from '@ci-kit/ecs/rollout/watched'
import { describe, expect, test } from '@jest/globals'
import { aDeployment, aHook, aService, aStarted, START } from './samples.ts'

const SETTINGS = { limitMs: 60_000, onFailure: 'rollback' } as const

const seen = (changes: Partial<Watched> = {}): Watched => {
  const before = { ...watched(aStarted({ until: 'paused' }), 0), ...changes }
  const deployment = aDeployment({ hooks: [aHook()] })
  return withSight(before, { deployment, newer: [], service: aService() }, START)
}

describe('a pause that nobody waited for', () => {
  const started = aStarted({ until: 'end' })
  const hook = aHook()

  test.each(['rollback', 'leave'] as const)(
    'is left as it is at the limit, with on-failure: %s',
    (onFailure) => {
      const settings = { ...SETTINGS, onFailure }
      expect(decide(seen({ started }), settings, 59_999, undefined)).toEqual({ kind: 'wait' })
      expect(decide(seen({ started }), settings, 60_000, undefined)).toMatchObject({
        kind: 'ended',
        outcome: { kind: 'paused', isWanted: false, hookId: hook.hookId },
      })
    },
  )

  test('is none once its rollback was asked for', () => {
    const asked = { why: 'failure', reason: 'Every task ends with 1.' } as const
    expect(decide(seen({ started, asked }), SETTINGS, 200_000, undefined)).toMatchObject({
      outcome: { kind: 'timed-out' },
    })
  })
})

describe('a pause that was waited for', () => {
  test('is the end', () => {
    expect(decide(seen(), SETTINGS, 0, undefined)).toMatchObject({ outcome: { kind: 'paused' } })
  })

  test.each(['group', 'failure'] as const)(
    'is none while it is still to be stopped for its %s',
    (why) => {
      const wish = { why, reason: 'Service api of the same group was not deployed.' }
      expect(decide(seen({ wish }), SETTINGS, 0, undefined)).toEqual({ kind: 'wait' })
    },
  )
})
