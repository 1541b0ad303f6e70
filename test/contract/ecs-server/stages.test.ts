import { ContinueServiceDeploymentCommand, StopServiceDeploymentCommand } from '@aws-sdk/client-ecs'
import { ok, quick, type Rollout } from '@ci-kit/local-aws/ecs/rollouts'
import { blueGreen, canary, linear, pausedAt } from '@ci-kit/local-aws/ecs/stages'
import { stopConflict } from '@ci-kit/local-aws/faults'
import { describe, expect, test } from '@jest/globals'
import { deployed } from './deployed.ts'

describe('a deployment in stages', () => {
  test.each<[string, Rollout, readonly number[]]>([
    ['blue/green', blueGreen(), [0, 100]],
    ['canary', canary(10), [0, 10, 100]],
    ['linear', linear(40), [0, 40, 80, 100]],
  ])('moves traffic: %s', async (_, rollout, weights) => {
    const { later } = await deployed({ rollout: () => rollout })
    const seen = new Set<number>()
    const stages = new Set<string>()
    for (let n = 0; n < 20; n += 1) {
      const { status, lifecycleStage, targetServiceRevision, sourceServiceRevisions } = await later(
        n === 0 ? 0 : 5000,
      )
      const weight = targetServiceRevision?.requestedProductionTrafficWeight ?? -1
      seen.add(weight)
      expect(sourceServiceRevisions?.[0]?.requestedProductionTrafficWeight).toBe(100 - weight)
      if (lifecycleStage) stages.add(lifecycleStage)
      if (status === 'SUCCESSFUL') break
    }
    expect([...seen]).toEqual(weights)
    expect([...stages].slice(-4)).toEqual([
      'PRODUCTION_TRAFFIC_SHIFT',
      'POST_PRODUCTION_TRAFFIC_SHIFT',
      'BAKE_TIME',
      'CLEAN_UP',
    ])
  })
})

describe('a pause', () => {
  const paused = () =>
    deployed({
      rollout: () => pausedAt('POST_TEST_TRAFFIC_SHIFT', blueGreen(), { timeout: 60_000 }),
    })

  test('waits for an answer, and goes on after it', async () => {
    const { client, later, arn } = await paused()
    const waiting = await later(40_000)
    const [hook] = waiting.lifecycleHookDetails ?? []
    expect(waiting).toMatchObject({
      status: 'IN_PROGRESS',
      lifecycleStage: 'POST_TEST_TRAFFIC_SHIFT',
    })
    expect(hook).toMatchObject({ status: 'AWAITING_ACTION', timeoutAction: 'ROLLBACK' })
    expect(Number(hook?.expiresAt) - Number(waiting.createdAt)).toBe(81_000)
    await client.send(
      new ContinueServiceDeploymentCommand({
        serviceDeploymentArn: arn,
        hookId: hook?.hookId ?? '',
        action: 'CONTINUE',
      }),
    )
    expect((await later(0)).lifecycleHookDetails?.[0]?.status).toBe('SUCCEEDED')
    expect((await later(5000)).lifecycleStage).toBe('PRODUCTION_TRAFFIC_SHIFT')
    expect((await later(120_000)).status).toBe('SUCCESSFUL')
  })

  test('goes back when that is the answer', async () => {
    const { client, later, arn } = await paused()
    await later(40_000)
    const hookId = 'hook-POST_TEST_TRAFFIC_SHIFT'
    await client.send(
      new ContinueServiceDeploymentCommand({
        serviceDeploymentArn: arn,
        hookId,
        action: 'ROLLBACK',
      }),
    )
    expect((await later(20_000)).status).toBe('ROLLBACK_SUCCESSFUL')
  })

  test('ends by itself when nobody answers', async () => {
    const { later } = await paused()
    expect((await later(80_999)).lifecycleHookDetails?.[0]?.status).toBe('AWAITING_ACTION')
    expect(await later(1)).toMatchObject({
      status: 'ROLLBACK_IN_PROGRESS',
      lifecycleHookDetails: [{ status: 'TIMED_OUT' }],
    })
  })

  test('knows its own hook only', async () => {
    const { client, later, arn } = await paused()
    await later(40_000)
    const other = { serviceDeploymentArn: arn, hookId: 'other', action: 'CONTINUE' as const }
    await expect(client.send(new ContinueServiceDeploymentCommand(other))).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: expect.stringContaining('other'),
    })
  })
})

describe('a deployment that is stopped', () => {
  test.each([
    ['ROLLBACK', 'ROLLBACK_REQUESTED', 'ROLLBACK_SUCCESSFUL'],
    ['ABORT', 'STOP_REQUESTED', 'STOPPED'],
  ] as const)('by %s ends as it should', async (stopType, requested, ended) => {
    const { client, later, arn } = await deployed({ rollout: () => ok(600_000) })
    await later(10_000)
    await client.send(new StopServiceDeploymentCommand({ serviceDeploymentArn: arn, stopType }))
    expect((await later(0)).status).toBe(requested)
    expect((await later(60_000)).status).toBe(ended)
  })

  test('by somebody faster is a conflict, though it was just seen in progress', async () => {
    const { client, later, arn } = await deployed({ faults: [stopConflict] })
    expect((await later(5000)).status).toBe('IN_PROGRESS')
    await expect(
      client.send(new StopServiceDeploymentCommand({ serviceDeploymentArn: arn })),
    ).rejects.toMatchObject({ name: 'ConflictException' })
  })

  test('gets its traffic back at once', async () => {
    const { client, later, arn } = await deployed({ rollout: () => blueGreen() })
    const seen = await later(30_000)
    expect(seen.targetServiceRevision?.requestedProductionTrafficWeight).toBe(100)
    await client.send(new StopServiceDeploymentCommand({ serviceDeploymentArn: arn }))
    expect(await later(2000)).toMatchObject({
      status: 'ROLLBACK_IN_PROGRESS',
      targetServiceRevision: { requestedProductionTrafficWeight: 0 },
      sourceServiceRevisions: [{ requestedProductionTrafficWeight: 100 }],
    })
  })

  test('is a conflict when it has ended, and is not found under another name', async () => {
    const { client, arn } = await deployed({ rollout: () => quick })
    const stop = (serviceDeploymentArn: string) =>
      client.send(new StopServiceDeploymentCommand({ serviceDeploymentArn }))
    await expect(stop(arn)).rejects.toMatchObject({ name: 'ConflictException' })
    await expect(stop(`${arn}0`)).rejects.toMatchObject({
      name: 'ServiceDeploymentNotFoundException',
    })
  })
})
