import { LIFECYCLE_STAGES, type ServiceDeployment } from '@ci-kit/ecs/model/service-deployment'
import { judge, type Observation } from '@ci-kit/ecs/rollout/judge'
import type { Outcome } from '@ci-kit/ecs/rollout/outcome'
import { describe, expect, test } from '@jest/globals'
import {
  aBrief,
  aDeployment,
  aHook,
  anEntry,
  aService,
  aStarted,
  deploymentArn,
  OLD,
  oldEntry,
  START,
} from './samples.ts'

const observed = (
  deployment: Partial<ServiceDeployment>,
  changes: Partial<Observation> = {},
): Observation => ({
  started: aStarted(),
  deployment: aDeployment(deployment),
  newer: [],
  service: aService(),
  asked: undefined,
  looksAlike: 1,
  ...changes,
})

const outcomeOf = (seen: Observation): Outcome | 'wait' => {
  const verdict = judge(seen)
  return verdict.kind === 'wait' ? 'wait' : verdict.outcome
}

const asked = (why: 'failure' | 'group' | 'limit' | 'cancel') => ({
  asked: { why, reason: 'The image cannot be pulled.' },
})

describe('an active deployment', () => {
  test.each([
    'PENDING',
    'IN_PROGRESS',
    'STOP_REQUESTED',
    'ROLLBACK_REQUESTED',
    'ROLLBACK_IN_PROGRESS',
    'UNKNOWN',
  ] as const)('that is %s is waited for', (status) => {
    expect(outcomeOf(observed({ status }, { looksAlike: 99 }))).toBe('wait')
  })

  test('is no success because enough tasks run', () => {
    const target = {
      arn: 'r',
      requested: 2,
      running: 2,
      pending: 0,
      productionWeight: 100,
      testWeight: 100,
    }
    expect(outcomeOf(observed({ target }))).toBe('wait')
  })

  test('says what is missing', () => {
    const target = {
      arn: 'r',
      requested: 4,
      running: 2,
      pending: 1,
      productionWeight: 0,
      testWeight: 0,
    }
    const source = { ...target, running: 3 }
    const seen = observed({ target, sources: [source], stage: 'SCALE_UP', hooks: [aHook()] })
    expect(judge(seen)).toEqual({
      kind: 'wait',
      missing: [
        'The deployment is IN_PROGRESS in stage SCALE_UP.',
        'The hook hook-1 waits for somebody to continue or roll back; without that ECS does ROLLBACK.',
        '2 of 4 new tasks run.',
        '3 old tasks still run.',
      ],
    })
  })
})

test.each(['paused', 'BAKE_TIME'] as const)(
  'what was told to roll back is not waited for until %s: the look was stale',
  (until) => {
    const seen = { started: aStarted({ until }), ...asked('group') }
    const stage = 'BAKE_TIME'
    expect(outcomeOf(observed({ stage, hooks: [aHook()] }, seen))).toBe('wait')
  },
)

describe('a SUCCESSFUL deployment', () => {
  const successful = (changes: Partial<Observation>) =>
    outcomeOf(observed({ status: 'SUCCESSFUL' }, changes))

  test.each([
    ['is PRIMARY', {}],
    [
      'is PRIMARY while old tasks run',
      { service: aService({ deployments: [anEntry(), oldEntry()] }) },
    ],
    ['ended before it could be stopped', asked('failure')],
    ['ended before the limit could stop it', asked('limit')],
    [
      'has no known entry, and the PRIMARY one is of our task definition and age',
      { started: aStarted({ primary: undefined }) },
    ],
    [
      'is green, and the PRIMARY of the update was the blue one',
      {
        started: aStarted({ primary: 'ecs-svc/1', strategy: 'BLUE_GREEN' }),
        service: aService({ deployments: [anEntry({ createdAt: START + 60_000 })] }),
      },
    ],
  ] as const)('succeeded when it %s', (_, changes) => {
    expect(successful(changes)).toEqual({ kind: 'succeeded' })
  })

  const other = anEntry({ id: 'ecs-svc/3', createdAt: START + 9_000 })

  test.each([
    [
      'another task definition',
      { ...other, taskDefinition: OLD },
      deploymentArn('ours'),
      'ecs-svc/3',
    ],
    ['the same task definition', other, undefined, 'ecs-svc/3'],
    ['a known deployment', other, deploymentArn('third'), deploymentArn('third')],
    ['a stale current deployment', other, deploymentArn('old'), 'ecs-svc/3'],
  ])('is superseded by %s', (_, primary, currentServiceDeployment, by) => {
    const service = aService({ deployments: [primary], currentServiceDeployment })
    expect(successful({ service })).toEqual({ kind: 'superseded', by })
  })

  test.each([
    ['shows what was before the update', [oldEntry({ status: 'PRIMARY' })]],
    ['shows no PRIMARY', []],
  ])('is not believed yet while the service %s', (_, deployments) => {
    expect(successful({ service: aService({ deployments }) })).toBe('wait')
  })
})

describe('a rolled back deployment', () => {
  test.each<[string, Partial<ServiceDeployment>, string]>([
    [
      'the breaker',
      { circuitBreaker: { status: 'TRIGGERED', failures: 3, threshold: 3 } },
      'The deployment circuit breaker was triggered after 3 of 3 failed tasks.',
    ],
    [
      'an alarm',
      { alarms: { status: 'TRIGGERED', names: ['errors', 'slow'], triggered: ['errors'] } },
      'Alarms fired: errors.',
    ],
    [
      'what ECS says',
      {
        rollback: { reason: 'Service deployment rolled back', startedAt: 1, serviceRevision: 'r' },
      },
      'Service deployment rolled back.',
    ],
    ['nothing', {}, 'ECS rolled back and gave no reason.'],
    ['hostile text on one line', { statusReason: 'a\n::error::b' }, 'a\\n::error::b.'],
  ])('names %s', (_, deployment, reason) => {
    expect(outcomeOf(observed({ status: 'ROLLBACK_SUCCESSFUL', ...deployment }))).toEqual({
      kind: 'rolled-back',
      reason,
    })
  })

  test.each([
    ['failure', { kind: 'rolled-back', reason: 'The image cannot be pulled.' }],
    ['group', { kind: 'rolled-back', reason: 'The image cannot be pulled.' }],
    ['cancel', { kind: 'cancelled' }],
    ['limit', { kind: 'timed-out', missing: ['The image cannot be pulled. It was rolled back.'] }],
  ] as const)('that we asked for because of %s says so', (why, outcome) => {
    expect(outcomeOf(observed({ status: 'ROLLBACK_SUCCESSFUL' }, asked(why)))).toEqual(outcome)
  })

  test('is never a success when the rollback failed', () => {
    const seen = observed({ status: 'ROLLBACK_FAILED', statusReason: 'no capacity' })
    expect(outcomeOf(seen)).toEqual({
      kind: 'failed',
      reason: 'The rollback failed, and the service may run either release. no capacity.',
    })
    expect(outcomeOf({ ...seen, ...asked('failure') })).toMatchObject({
      reason: expect.stringContaining('The image cannot be pulled.'),
    })
  })
})

describe('a STOPPED deployment', () => {
  const stopped = (changes: Partial<Observation> = {}) =>
    outcomeOf(observed({ status: 'STOPPED', statusReason: 'by ops' }, changes))
  const newer = [aBrief({ arn: deploymentArn('third'), createdAt: START + 9_000 })]

  test('is superseded by the next one', () => {
    expect(stopped({ newer })).toEqual({ kind: 'superseded', by: deploymentArn('third') })
  })

  test('is superseded by what is PRIMARY when the list does not show it', () => {
    const primary = anEntry({ id: 'ecs-svc/3', createdAt: START + 9_000 })
    const service = aService({ deployments: [primary] })
    expect(stopped({ service })).toEqual({ kind: 'superseded', by: 'ecs-svc/3' })
  })

  test('has failed when nothing newer shows up', () => {
    expect(stopped({ looksAlike: 2 })).toBe('wait')
    expect(stopped({ looksAlike: 3 })).toEqual({
      kind: 'failed',
      reason: 'Somebody stopped the deployment. by ops.',
    })
  })

  test.each([
    { circuitBreaker: { status: 'TRIGGERED', failures: 3, threshold: 3 } },
    { alarms: { status: 'TRIGGERED', names: ['errors'], triggered: ['errors'] } },
  ])('that a breaker or an alarm ended is blamed on nobody: %j', (facts) => {
    const seen = observed({ status: 'STOPPED', ...facts }, { looksAlike: 3 })
    expect(outcomeOf(seen)).toMatchObject({
      kind: 'failed',
      reason: expect.stringMatching(/^ECS stopped the deployment\. /),
    })
  })

  test('is not superseded by the entry of a rollback', () => {
    const primary = oldEntry({
      id: 'ecs-svc/3',
      status: 'PRIMARY',
      createdAt: START + 9_000,
      rolloutReason: 'rolling back to deployment ecs-svc/1',
    })
    const service = aService({ deployments: [primary] })
    expect(stopped({ service, looksAlike: 3 })).toMatchObject({ kind: 'failed' })
  })

  test('by our cancellation is cancelled', () => {
    expect(stopped({ ...asked('cancel'), newer })).toEqual({ kind: 'cancelled' })
  })

  test('by our request but not rolled back has failed with our reason', () => {
    expect(stopped(asked('failure'))).toEqual({
      kind: 'failed',
      reason: 'The image cannot be pulled. ECS stopped the deployment without a rollback.',
    })
  })

  test('by the limit has timed out', () => {
    expect(stopped(asked('limit'))).toMatchObject({ kind: 'timed-out' })
  })
})

describe('a pause', () => {
  const paused = { hooks: [aHook('done', 'SUCCEEDED'), aHook('h-7')], stage: 'BAKE_TIME' } as const

  test('ends the watch when it is waited for', () => {
    const seen = observed(paused, { started: aStarted({ until: 'paused' }) })
    expect(outcomeOf(seen)).toEqual({
      kind: 'paused',
      isWanted: true,
      stage: 'BAKE_TIME',
      hookId: 'h-7',
      expiresAt: START + 3_600_000,
      timeoutAction: 'ROLLBACK',
    })
  })

  test('does not end the watch otherwise, and is missing', () => {
    expect(judge(observed(paused))).toMatchObject({
      kind: 'wait',
      missing: expect.arrayContaining([expect.stringContaining('h-7')]),
    })
  })

  test('is not there before its hook waits', () => {
    const seen = observed({ hooks: [aHook('h', 'IN_PROGRESS')] })
    expect(outcomeOf({ ...seen, started: aStarted({ until: 'paused' }) })).toBe('wait')
  })

  test.each(LIFECYCLE_STAGES.map((stage, index) => [stage, index >= 5] as const))(
    'for a stage: at %s it is reached: %s',
    (stage, isReached) => {
      const started = aStarted({ until: 'POST_TEST_TRAFFIC_SHIFT' })
      const outcome = outcomeOf(observed({ stage }, { started }))
      expect(outcome).toEqual(
        isReached
          ? {
              kind: 'paused',
              isWanted: true,
              stage,
              hookId: undefined,
              expiresAt: undefined,
              timeoutAction: undefined,
            }
          : 'wait',
      )
    },
  )

  test('does not hide a deployment that is rolling back', () => {
    const started = aStarted({ until: 'SCALE_UP' })
    const seen = observed({ status: 'ROLLBACK_IN_PROGRESS', stage: 'BAKE_TIME' }, { started })
    expect(outcomeOf(seen)).toBe('wait')
  })

  test.each([
    ['SUCCESSFUL', 'succeeded'],
    ['ROLLBACK_SUCCESSFUL', 'rolled-back'],
    ['ROLLBACK_FAILED', 'failed'],
  ] as const)('that never came does not hide %s', (status, kind) => {
    const started = aStarted({ until: 'paused' })
    expect(outcomeOf(observed({ status }, { started }))).toMatchObject({ kind })
  })
})
