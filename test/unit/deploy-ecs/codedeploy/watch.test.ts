import { UserError } from '@ci-kit/core/errors'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { refusal } from '../../ecs/services/a-service.ts'
import { denial, type Phase, watched } from './fake-codedeploy.ts'

const GREEN = {
  identifer: 'ecs-svc/2',
  taskSetLabel: 'Green',
  desiredCount: 2,
  runningCount: 2,
  pendingCount: 0,
}
const running: Phase = { from: 0, info: { status: 'InProgress', createTime: 0.5 } }
const succeeded = (from: number): Phase => ({
  from,
  info: { status: 'Succeeded', createTime: 0.5, completeTime: from },
})
const failed = (from: number, more = {}): Phase => ({
  from,
  info: {
    status: 'Failed',
    errorInformation: { code: 'HEALTH_CONSTRAINTS', message: 'The deployment failed.' },
    ...more,
  },
})
const NAMED = { rollbackInfo: { rollbackDeploymentId: 'd-2', rollbackMessage: 'in progress' } }

describe('the end of a deployment', () => {
  test('is a success, with what was seen on the way', async () => {
    const install = { lifecycleEventName: 'Install', status: 'Succeeded', endTime: 12 }
    const target = { lifecycleEvents: [install], taskSetsInfo: [{ ...GREEN, trafficWeight: 100 }] }
    const { result } = await watched({
      deployments: {
        'd-1': [
          { from: 0, info: { status: 'Created', createTime: 0.5 } },
          { ...running, from: 4, target },
          { ...succeeded(61), target },
        ],
      },
    })
    expect(result).toMatchObject({
      service: 'web',
      outcome: { kind: 'succeeded' },
      tookMs: 60_500,
      stopped: undefined,
      progress: { status: 'Succeeded', target: { requested: 2, productionWeight: 100 } },
    })
    expect(result.timeline.map(({ text }) => text)).toEqual([
      'deployment is Created',
      'deployment is InProgress',
      'Install Succeeded',
      'Green has 100 %',
      'deployment is Succeeded',
    ])
  })

  test('is a failure with the error and the hook that failed', async () => {
    const hook = {
      lifecycleEventName: 'BeforeAllowTraffic',
      status: 'Failed',
      diagnostics: { message: 'smoke test: 500' },
    }
    const { result } = await watched({
      deployments: { 'd-1': [running, { ...failed(20), target: { lifecycleEvents: [hook] } }] },
    })
    const reason = result.outcome.kind === 'failed' ? result.outcome.reason : ''
    expect(reason).toContain('Failed: HEALTH_CONSTRAINTS, The deployment failed')
    expect(reason).toContain('BeforeAllowTraffic failed: smoke test: 500')
    expect(reason).toContain('CodeDeploy did not roll back')
  })

  test('is no end where the status is not known', async () => {
    const { result, tookMs } = await watched({
      deployments: { 'd-1': [{ from: 0, info: { status: 'Pondering' } }, succeeded(30)] },
    })
    expect(result.outcome).toEqual({ kind: 'succeeded' })
    expect(tookMs).toBe(30_000)
  })

  test('is a failure where somebody stopped it', async () => {
    const stopped = { from: 10, info: { status: 'Stopped' } }
    const { result } = await watched({ deployments: { 'd-1': [running, stopped] } })
    expect(result.outcome).toMatchObject({ kind: 'failed' })
  })
})

describe('a rollback by CodeDeploy', () => {
  test('counts once its own deployment has succeeded', async () => {
    const { result, tookMs } = await watched({
      deployments: {
        'd-1': [running, failed(20, NAMED)],
        'd-2': [running, succeeded(90)],
      },
    })
    expect(result.outcome).toMatchObject({ kind: 'rolled-back' })
    expect(tookMs).toBeGreaterThanOrEqual(90_000)
  })

  test('that fails leaves a failure that says so', async () => {
    const { result } = await watched({
      deployments: { 'd-1': [running, failed(20, NAMED)], 'd-2': [running, failed(90)] },
    })
    expect(result.outcome).toMatchObject({
      kind: 'failed',
      reason: expect.stringContaining('The rollback d-2 did not succeed either: Failed'),
    })
  })

  test('is waited for where the group has it, and named late', async () => {
    const { result } = await watched({
      rollout: { rollsBackOnFailure: true },
      deployments: {
        'd-1': [running, failed(20), failed(32, NAMED)],
        'd-2': [running, succeeded(60)],
      },
    })
    expect(result.outcome).toMatchObject({ kind: 'rolled-back' })
  })

  test('is given up where it never comes', async () => {
    const { result, tookMs } = await watched({
      rollout: { rollsBackOnFailure: true },
      deployments: { 'd-1': [running, failed(20)] },
    })
    expect(result.outcome).toMatchObject({ kind: 'failed' })
    expect(tookMs).toBeLessThan(60_000)
  })
})

describe('the limit', () => {
  test('ends with what is missing', async () => {
    const event = { lifecycleEventName: 'AllowTraffic', status: 'InProgress' }
    const { result, fake, tookMs } = await watched({
      deployments: { 'd-1': [{ ...running, target: { lifecycleEvents: [event] } }] },
      rollout: { limitMs: 62_000 },
    })
    expect(result.outcome).toEqual({
      kind: 'timed-out',
      missing: ['The deployment is InProgress.', 'The lifecycle event AllowTraffic is InProgress.'],
    })
    expect(tookMs).toBe(62_000)
    expect(fake.count('StopDeployment')).toBe(0)
  })

  test('stops it with a rollback, once, where that is wanted', async () => {
    const { result, fake } = await watched({
      deployments: { 'd-1': [running], 'd-2': [running, succeeded(120)] },
      rollout: { limitMs: 60_000 },
      onFailure: 'rollback',
      arrange: (fake) =>
        fake.answer('StopDeployment', () => {
          fake.become('d-1', [{ from: 0, info: { status: 'Stopped', ...NAMED } }])
          return { status: 'Pending' }
        }),
    })
    expect(result.outcome).toMatchObject({
      kind: 'rolled-back',
      reason: expect.stringContaining('it had not ended after 1 min 00 s'),
    })
    expect(result.stopped?.reason).toContain('had not ended')
    expect(fake.count('StopDeployment')).toBe(1)
    expect(fake.calls.find(({ operation }) => operation === 'StopDeployment')?.input).toEqual({
      deploymentId: 'd-1',
      autoRollbackEnabled: true,
    })
  })

  test('is no end of a rollback that never ends, but of waiting', async () => {
    const { result, fake } = await watched({
      deployments: { 'd-1': [running, failed(20, NAMED)], 'd-2': [running] },
      rollout: { limitMs: 60_000 },
      onFailure: 'rollback',
    })
    expect(result.outcome).toMatchObject({ kind: 'timed-out' })
    expect(fake.count('StopDeployment')).toBe(0)
  })

  test('looks once more where the deployment ended before it could be stopped', async () => {
    const { result } = await watched({
      deployments: { 'd-1': [running] },
      rollout: { limitMs: 60_000 },
      onFailure: 'rollback',
      arrange: (fake) =>
        fake.answer('StopDeployment', () => {
          fake.become('d-1', [succeeded(60)])
          throw refusal('DeploymentAlreadyCompletedException')
        }),
    })
    expect(result.outcome).toEqual({ kind: 'succeeded' })
    expect(result.stopped).toBeUndefined()
  })

  test('tells a refused stop', async () => {
    const { result } = await watched({
      deployments: { 'd-1': [running] },
      rollout: { limitMs: 60_000 },
      onFailure: 'rollback',
      arrange: (fake) =>
        fake.answer('StopDeployment', () => {
          throw denial('codedeploy:StopDeployment')
        }),
    })
    expect(result.outcome.kind).toBe('timed-out')
    expect(result.stopped).toBeUndefined()
    expect(result.timeline.at(-1)?.text).toContain('codedeploy:StopDeployment')
  })
})

describe('a cancellation', () => {
  test.each([
    ['rollback', 1],
    ['leave', 0],
  ] as const)('with on-cancel: %s stops it %d times', async (onCancel, stops) => {
    const { result, fake, tookMs } = await watched({
      deployments: { 'd-1': [running] },
      cancelledAt: 12,
      onCancel,
    })
    expect(result.outcome).toEqual({ kind: 'cancelled' })
    expect(fake.count('StopDeployment')).toBe(stops)
    expect(tookMs).toBeLessThan(20_000)
  })
})

describe('a missing permission', () => {
  test('to see the deployment ends the watch at once (case 42)', async () => {
    const end = watched({
      deployments: { 'd-1': [running] },
      arrange: (fake) =>
        fake.answer('GetDeployment', () => {
          throw denial('codedeploy:GetDeployment')
        }),
    })
    await expect(end).rejects.toThrow(UserError)
    await expect(end).rejects.toThrow('codedeploy:GetDeployment')
  })

  test('to see its target is told once', async () => {
    const { result, notices, fake } = await watched({
      deployments: { 'd-1': [running, succeeded(30)] },
      arrange: (fake) =>
        fake.answer('BatchGetDeploymentTargets', () => {
          throw denial('codedeploy:BatchGetDeploymentTargets')
        }),
    })
    expect(result.outcome).toEqual({ kind: 'succeeded' })
    expect(notices).toHaveLength(1)
    expect(notices[0]).toContain('codedeploy:BatchGetDeploymentTargets')
    expect(fake.count('BatchGetDeploymentTargets')).toBe(1)
  })
})

const STATUSES = [
  'Created',
  'Queued',
  'InProgress',
  'Baking',
  'Ready',
  'Succeeded',
  'Failed',
  'Stopped',
  'New',
]

test('no course of a deployment is green that did not succeed, or stopped twice', async () => {
  const course = fc.array(fc.constantFrom(...STATUSES), { minLength: 1, maxLength: 6 })
  await fc.assert(
    fc.asyncProperty(course, course, fc.boolean(), async (own, back, named) => {
      const phases = (statuses: readonly string[]) =>
        statuses.map((status, index) => ({
          from: index * 20,
          info: { status, ...(named && NAMED) },
        }))
      const { result, fake } = await watched({
        deployments: { 'd-1': phases(own), 'd-2': phases(back) },
        onFailure: 'rollback',
      })
      if (result.outcome.kind === 'succeeded') expect(own).toContain('Succeeded')
      if (result.outcome.kind === 'rolled-back') expect(back).toContain('Succeeded')
      expect(fake.count('StopDeployment')).toBeLessThanOrEqual(1)
    }),
    { numRuns: 60 },
  )
})
