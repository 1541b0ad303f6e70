import { Cancelled } from '@ci-kit/core/run-action'
import type { ServiceEnd } from '@ci-kit/deploy-ecs/deploy/deployed-service'
import { isGood, outcomeOf } from '@ci-kit/deploy-ecs/report/step-outcome'
import type { Outcome } from '@ci-kit/ecs/rollout/outcome'
import { expect, test } from '@jest/globals'

const watched = (outcome: Outcome): ServiceEnd => ({
  kind: 'watched',
  diagnosis: undefined,
  result: {
    service: 'web',
    outcome,
    progress: {
      deployment: undefined,
      status: 'IN_PROGRESS',
      stage: undefined,
      sources: [],
      target: undefined,
      entries: [],
      desired: 1,
    },
    timeline: [],
    events: [],
    tookMs: 0,
    stopped: undefined,
  },
})

const pause = (isWanted: boolean): Outcome => ({
  kind: 'paused',
  isWanted,
  stage: 'BAKE_TIME',
  hookId: 'h-1',
  expiresAt: undefined,
  timeoutAction: undefined,
})

test.each<[string, ServiceEnd, boolean]>([
  ['a success', watched({ kind: 'succeeded' }), true],
  ['a pause that was waited for', watched(pause(true)), true],
  ['a pause that nobody wanted', watched(pause(false)), false],
  ['a rollback', watched({ kind: 'rolled-back', reason: 'alarm' }), false],
  ['another deployment', watched({ kind: 'superseded', by: 'arn' }), false],
  ['a time limit', watched({ kind: 'timed-out', missing: [] }), false],
  ['a cancellation', watched({ kind: 'cancelled' }), false],
  ['what was refused', { kind: 'broken', error: new Error('no') }, false],
  ['what was not started', { kind: 'not-started', reason: 'web failed' }, false],
  ['settings alone', { kind: 'updated' }, true],
  ['nothing to do', { kind: 'unchanged' }, true],
])('%s is good: %s', (_, end, expected) => {
  expect(isGood(end)).toBe(expected)
})

test('what ends with the job was cancelled, and has not failed', () => {
  expect(outcomeOf({ kind: 'broken', error: new Cancelled('SIGINT') })).toBe('cancelled')
  expect(outcomeOf({ kind: 'broken', error: new Error('no') })).toBe('failed')
})

test('settings alone succeed', () => {
  expect(outcomeOf({ kind: 'updated' })).toBe('succeeded')
})
