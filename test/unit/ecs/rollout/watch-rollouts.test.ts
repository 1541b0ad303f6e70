import { describe, expect, test } from '@jest/globals'
import {
  alarmFires,
  breakerTrips,
  continues,
  goesInactive,
  opsStop,
  othersDeploy,
  pauses,
  rollbackEnds,
  rollbackFails,
  succeeds,
} from './model-transitions.ts'
import { denied, deploymentArn, expired, NEW, OLD, throttled, unavailable } from './samples.ts'
import { watching } from './watching.ts'

const web = (...script: readonly (readonly [number, typeof succeeds])[]) => ({
  web: script.map(([seconds, what]) => ({ at: seconds * 1000, what })),
})

describe('the end of a rollout', () => {
  test.each([
    ['succeeds', web([40, succeeds]), { kind: 'succeeded' }],
    [
      'is rolled back by the breaker',
      web([40, breakerTrips], [60, rollbackEnds]),
      { kind: 'rolled-back', reason: expect.stringContaining('3 of 3 failed tasks') },
    ],
    [
      'is rolled back by an alarm',
      web([40, alarmFires], [60, rollbackEnds]),
      { kind: 'rolled-back', reason: expect.stringContaining('errors') },
    ],
    [
      'cannot be rolled back',
      web([40, breakerTrips], [60, rollbackFails]),
      { kind: 'failed', reason: expect.stringContaining('The rollback failed') },
    ],
    [
      'is stopped by somebody',
      web([40, opsStop]),
      { kind: 'failed', reason: expect.stringContaining('Somebody stopped') },
    ],
    [
      'gives way to another release',
      web([40, othersDeploy(OLD)]),
      { kind: 'superseded', by: deploymentArn('other-1700000040000') },
    ],
    [
      'gives way to the same release',
      web([40, othersDeploy(NEW)]),
      { kind: 'superseded', by: deploymentArn('other-1700000040000') },
    ],
    [
      'loses its service',
      web([40, goesInactive]),
      { kind: 'failed', reason: expect.stringContaining('INACTIVE') },
    ],
    ['is so quick that it has ended', web([1, succeeds]), { kind: 'succeeded' }],
    [
      'is paused and continued',
      web([20, pauses], [90, continues], [120, succeeds]),
      { kind: 'succeeded' },
    ],
  ])('%s', async (_, scripts, outcome) => {
    const { results } = await watching({ scripts })
    expect(results).toMatchObject([{ service: 'web', outcome, stopped: undefined }])
  })

  test('takes two calls a look once it is found', async () => {
    const { model } = await watching({ scripts: web([31, succeeds]) })
    expect(model.calls.slice(0, 6)).toEqual([
      'ListServiceDeployments',
      'DescribeServiceRevisions',
      'DescribeServiceDeployments',
      'DescribeServices',
      'DescribeServiceDeployments',
      'DescribeServices',
    ])
    expect(model.calls).toHaveLength(2 + 2 * 11)
  })

  test('is told with its timeline, its time by ECS, and once of its deployment', async () => {
    const { results, found } = await watching({ scripts: web([31, succeeds]) })
    expect(found.map(({ arn }) => arn)).toEqual([deploymentArn('ours')])
    expect(results[0]).toMatchObject({ tookMs: 31_000, progress: { status: 'SUCCESSFUL' } })
    expect(results[0]?.timeline.map(({ kind, text }) => `${kind} ${text}`)).toEqual([
      'status IN_PROGRESS',
      'tasks 1 of 2 new tasks run, 0 old',
      'status SUCCESSFUL',
    ])
  })

  test('is waited for with a line when something changes, else every 30 s', async () => {
    const { lines } = await watching({ scripts: web([65, succeeds]) })
    expect(lines).toEqual([
      'web: 1 of 2 new tasks running, 00:03',
      'web: 1 of 2 new tasks running, 00:33',
      'web: 1 of 2 new tasks running, SUCCESSFUL, 01:05',
    ])
  })

  test('is not missed because reads are stale', async () => {
    const { results } = await watching({ scripts: web([40, succeeds]), lag: () => 8_000 })
    expect(results).toMatchObject([{ outcome: { kind: 'succeeded' } }])
  })
})

describe('a pause', () => {
  test('is told loudly, once, with how to continue', async () => {
    const { notices } = await watching({
      scripts: web([20, pauses], [90, continues], [99, succeeds]),
    })
    expect(notices).toEqual([expect.stringMatching(/^web: .*hook-1.*continue-service-deployment/)])
  })

  test('ends the watch when it is waited for', async () => {
    const started = { until: 'paused' } as const
    const { results, notices } = await watching({ scripts: web([20, pauses]), started })
    expect(results).toMatchObject([{ outcome: { kind: 'paused', hookId: 'hook-1' } }])
    expect(notices).toEqual([])
  })

  test.each(['leave', 'rollback'] as const)(
    'that nobody ends is left as it is at the limit, with on-failure: %s',
    async (onFailure) => {
      const settings = { limitMs: 120_000, onFailure }
      const { results, model, tookMs } = await watching({ scripts: web([20, pauses]), settings })
      expect(results).toMatchObject([
        { outcome: { kind: 'paused', isWanted: false, hookId: 'hook-1' } },
      ])
      expect(model.stops).toEqual([])
      expect(tookMs).toBe(120_000)
    },
  )
})

describe('the limit', () => {
  const settings = { limitMs: 120_000 }

  test('rolls back, and waits a little for the end', async () => {
    const { results, model, tookMs } = await watching({ settings })
    expect(results).toMatchObject([
      {
        outcome: {
          kind: 'timed-out',
          missing: [expect.stringMatching(/2 min 00 s.*new tasks? run.*rolled back/)],
        },
        stopped: { reason: expect.stringContaining('2 min 00 s') },
      },
    ])
    expect(model.stops).toEqual([deploymentArn('ours')])
    expect(tookMs).toBeLessThan(140_000)
  })

  test('is no endless wait for a rollback', async () => {
    const { results, tookMs } = await watching({ settings, rollbackMs: 3_600_000 })
    expect(results).toMatchObject([{ outcome: { kind: 'timed-out' } }])
    expect(tookMs).toBe(180_000)
  })

  test('holds while ECS says nothing', async () => {
    const fault = () => unavailable('DescribeServices')
    const { results, lines, tookMs } = await watching({ settings, fault })
    expect(results).toMatchObject([
      {
        outcome: {
          kind: 'timed-out',
          missing: expect.arrayContaining([expect.stringContaining('ServerException')]),
        },
      },
    ])
    expect(lines[0]).toMatch(/wait goes on.*ServerException/)
    expect(lines).toHaveLength(4)
    expect(tookMs).toBe(120_000)
  })

  test('holds while a call hangs', async () => {
    const { results, tookMs } = await watching({ settings, latency: () => 3_600_000 })
    expect(results).toMatchObject([{ outcome: { kind: 'timed-out' } }])
    expect(tookMs).toBeLessThanOrEqual(150_000)
  })
})

describe('a refusal', () => {
  const denying = (operation: string) => (asked: string) =>
    asked === operation ? denied(operation) : undefined

  test.each(['ListServiceDeployments', 'DescribeServiceDeployments', 'DescribeServiceRevisions'])(
    'of %s degrades with one notice',
    async (operation) => {
      const { results, notices, model } = await watching({
        scripts: web([40, succeeds]),
        fault: denying(operation),
      })
      expect(results).toMatchObject([{ outcome: { kind: 'succeeded' } }])
      expect(notices).toEqual([expect.stringContaining(`ecs:${operation}`)])
      expect(model.calls.filter((name) => name === operation)).toHaveLength(1)
    },
  )

  test('degraded, a rollback is still one', async () => {
    const { results } = await watching({
      scripts: web([40, breakerTrips], [60, rollbackEnds]),
      fault: denying('ListServiceDeployments'),
    })
    expect(results).toMatchObject([
      { outcome: { kind: 'rolled-back', reason: expect.stringContaining('circuit breaker') } },
    ])
  })

  test.each([
    ['DescribeServices is denied', denying('DescribeServices'), 'ecs:DescribeServices'],
    ['the credentials have expired', (name: string) => expired(name), 'ExpiredTokenException'],
  ])('ends the watch with the first look when %s', async (_, fault, text) => {
    const { results, tookMs, notices } = await watching({ fault })
    expect(results).toMatchObject([
      { outcome: { kind: 'failed', reason: expect.stringContaining(text) } },
    ])
    expect(notices).toEqual([])
    expect(tookMs).toBe(3_000)
  })

  test('that passes is waited through', async () => {
    const refusals = ['', 'x', '', 'x', 'x']
    const { results, lines } = await watching({
      scripts: web([40, succeeds]),
      fault: (name) => (refusals.shift() === 'x' ? throttled(name) : undefined),
    })
    expect(results).toMatchObject([{ outcome: { kind: 'succeeded' } }])
    expect(lines).toContainEqual(expect.stringContaining('ThrottlingException'))
  })

  test('service deployments that nobody finds: deployments[] must do', async () => {
    const { results, notices } = await watching({
      scripts: web([200, succeeds]),
      started: { before: [deploymentArn('old'), deploymentArn('ours')] },
    })
    expect(results).toMatchObject([{ outcome: { kind: 'succeeded' } }])
    expect(notices).toEqual([expect.stringContaining('lists no service deployment')])
  })
})

describe('a hopeless rollout', () => {
  const hopeless = async () => ({ reason: 'The image cannot be pulled.' })

  test('is stopped once and waited for', async () => {
    const { results, model } = await watching({ hopeless })
    expect(results).toMatchObject([
      {
        outcome: { kind: 'rolled-back', reason: 'The image cannot be pulled.' },
        stopped: { reason: 'The image cannot be pulled.' },
      },
    ])
    expect(model.stops).toEqual([deploymentArn('ours')])
  })

  test('is left where that is wanted, and has failed at once', async () => {
    const { results, model, tookMs } = await watching({
      hopeless,
      settings: { onFailure: 'leave' },
    })
    expect(results).toMatchObject([
      { outcome: { kind: 'failed', reason: 'The image cannot be pulled.' }, stopped: undefined },
    ])
    expect(model.stops).toEqual([])
    expect(tookMs).toBeLessThan(30_000)
  })

  test('that succeeds before it is stopped has succeeded', async () => {
    const late = async () => ({ reason: 'It looks bad.' })
    const { results, model } = await watching({
      hopeless: late,
      scripts: web([17, succeeds]),
      lag: () => 2_000,
    })
    expect(results).toMatchObject([{ outcome: { kind: 'succeeded' }, stopped: undefined }])
    expect(model.stops).toHaveLength(1)
  })

  test('that must not be stopped has failed, and says which permission is missing', async () => {
    const operation = 'StopServiceDeployment'
    const fault = (asked: string) => (asked === operation ? denied(operation) : undefined)
    const { results } = await watching({ hopeless, fault })
    expect(results).toMatchObject([
      {
        outcome: {
          kind: 'failed',
          reason: expect.stringMatching(/cannot be pulled.*ecs:StopServiceDeployment/),
        },
      },
    ])
  })

  test('whose stop was not answered is not stopped again', async () => {
    const fault = (asked: string) =>
      asked === 'StopServiceDeployment' ? unavailable(asked) : undefined
    const { results, model } = await watching({ hopeless, fault, settings: { limitMs: 300_000 } })
    expect(results).toMatchObject([{ outcome: { kind: 'timed-out' } }])
    expect(model.stops).toHaveLength(1)
  })
})
