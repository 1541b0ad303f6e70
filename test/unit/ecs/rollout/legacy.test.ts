import type { DeploymentEntry, Service } from '@ci-kit/ecs/model/service'
import { judgeLegacy, type LegacyObservation, legacyPicture } from '@ci-kit/ecs/rollout/legacy'
import type { Outcome } from '@ci-kit/ecs/rollout/outcome'
import { describe, expect, test } from '@jest/globals'
import { anEntry, aService, aStarted, NEW, OLD, oldEntry, START } from './samples.ts'

const outcomeOf = (
  deployments: readonly DeploymentEntry[],
  changes: Partial<LegacyObservation> = {},
  service: Partial<Service> = {},
): Outcome | 'wait' => {
  const verdict = judgeLegacy({
    started: aStarted(),
    service: aService({ deployments, ...service }),
    hasFailed: false,
    looksAlike: 9,
    ...changes,
  })
  return verdict.kind === 'wait' ? 'wait' : verdict.outcome
}

const newer = (changes: Partial<DeploymentEntry> = {}) =>
  oldEntry({ id: 'ecs-svc/3', status: 'PRIMARY', createdAt: START + 60_000, ...changes })

const failedOurs = anEntry({
  status: 'ACTIVE',
  rolloutState: 'FAILED',
  rolloutReason: 'ECS deployment circuit breaker: tasks failed to start.',
})

describe('deployments[] alone', () => {
  test('succeeded: our entry is COMPLETED and PRIMARY', () => {
    expect(outcomeOf([anEntry({ rolloutState: 'COMPLETED' })])).toEqual({ kind: 'succeeded' })
  })

  test.each<[string, DeploymentEntry[]]>([
    ['a stale read of what was before', [oldEntry({ status: 'PRIMARY' })]],
    ['nothing', []],
    ['IN_PROGRESS with all tasks running', [anEntry()]],
    [
      'desired 0, and ours has not begun',
      [oldEntry({ status: 'PRIMARY', desired: 0, running: 0 })],
    ],
    ['no state while old tasks run', [anEntry({ rolloutState: undefined }), oldEntry()]],
    ['no state and tasks missing', [anEntry({ rolloutState: undefined, running: 1 })]],
    ['ECS rolling back', [newer({ rolloutState: 'IN_PROGRESS' }), failedOurs]],
  ])('wait: %s', (_, deployments) => {
    expect(outcomeOf(deployments)).toBe('wait')
  })

  test('succeeded without a state: all tasks run, alone, twice in a row', () => {
    const alone = [anEntry({ rolloutState: undefined })]
    expect(outcomeOf(alone, { looksAlike: 1 })).toBe('wait')
    expect(outcomeOf(alone, { looksAlike: 2 })).toEqual({ kind: 'succeeded' })
  })

  test('failed: FAILED and no rollback comes', () => {
    const failed = [{ ...failedOurs, status: 'PRIMARY' as const }]
    const reason = 'ECS deployment circuit breaker: tasks failed to start.'
    expect(outcomeOf(failed, { looksAlike: 1 })).toBe('wait')
    expect(outcomeOf(failed)).toEqual({ kind: 'failed', reason })
    const circuitBreaker = { enable: true, rollback: false }
    expect(outcomeOf(failed, { looksAlike: 1 }, { circuitBreaker })).toEqual({
      kind: 'failed',
      reason,
    })
  })

  test.each<[string, DeploymentEntry[], Partial<LegacyObservation>, Partial<Service>, string]>([
    ['beside our FAILED entry', [newer(), failedOurs], {}, {}, 'tasks failed to start'],
    ['after our entry was seen FAILED', [newer()], { hasFailed: true }, {}, 'ECS rolled back'],
    [
      'by its reason',
      [newer({ rolloutReason: 'ECS deployment circuit breaker: rolling back to ecs-svc/1.' })],
      {},
      {},
      'rolling back to ecs-svc/1',
    ],
    [
      'by an event',
      [newer()],
      {},
      {
        events: [
          {
            id: 'e',
            at: START + 1,
            message: '(service web) rolling back to deployment ecs-svc/3.',
          },
        ],
      },
      'ECS rolled back',
    ],
  ])('rolled back: known %s', (_, deployments, changes, service, reason) => {
    expect(outcomeOf(deployments, changes, service)).toEqual({
      kind: 'rolled-back',
      reason: expect.stringContaining(reason),
    })
  })

  test.each<[string, DeploymentEntry]>([
    ['another release', newer({ taskDefinition: OLD })],
    ['the same release', newer({ taskDefinition: NEW })],
    ['another that is done', newer({ taskDefinition: OLD, rolloutState: 'COMPLETED' })],
  ])('superseded by %s', (_, primary) => {
    expect(outcomeOf([primary, anEntry({ status: 'ACTIVE', rolloutState: 'COMPLETED' })])).toEqual({
      kind: 'superseded',
      by: 'ecs-svc/3',
    })
  })

  test('failed: the rollback fails too', () => {
    expect(outcomeOf([newer({ rolloutState: 'FAILED' }), failedOurs])).toMatchObject({
      kind: 'failed',
      reason: expect.stringContaining('The rollback failed.'),
    })
  })

  test('without an id ours is known by task definition and age', () => {
    const started = aStarted({ primary: undefined })
    const completed = anEntry({ rolloutState: 'COMPLETED' })
    expect(outcomeOf([completed], { started })).toEqual({ kind: 'succeeded' })
    expect(outcomeOf([{ ...completed, createdAt: START - 60_000 }], { started })).toBe('wait')
  })
})

test('a picture changes when tasks start, not when events come', () => {
  const picture = (changes: Partial<Service>) => legacyPicture(aStarted(), aService(changes))
  expect(picture({ deployments: [anEntry({ running: 1 })] })).not.toBe(picture({}))
  expect(picture({ events: [{ id: 'e', at: START, message: 'm' }] })).toBe(picture({}))
})
