import {
  alarming,
  breaking,
  failing,
  flapping,
  stalled,
} from '@ci-kit/local-aws/ecs/failing-rollouts'
import {
  earlySuccess,
  inTurn,
  lateSuccess,
  ok,
  quick,
  slowStart,
  superseded,
} from '@ci-kit/local-aws/ecs/rollouts'
import { imageMissing, outOfMemory } from '@ci-kit/local-aws/ecs/task-ends'
import { describe, expect, test } from '@jest/globals'
import { deployed } from './deployed.ts'

const breaker = (rollback: boolean) => ({
  settings: {
    deploymentConfiguration: {
      deploymentCircuitBreaker: { enable: true, rollback },
      alarms: { enable: true, rollback: true, alarmNames: ['errors'] },
    },
  },
})

describe('a deployment over time', () => {
  test('goes from PENDING to SUCCESSFUL while the old tasks leave', async () => {
    const { later, service, updated } = await deployed({ rollout: () => ok(40_000) })
    expect((await later(0)).status).toBe('PENDING')
    expect(await later(20_000)).toMatchObject({
      status: 'IN_PROGRESS',
      targetServiceRevision: { requestedTaskCount: 2, runningTaskCount: 1, pendingTaskCount: 1 },
      sourceServiceRevisions: [{ runningTaskCount: 1 }],
    })
    expect(await service()).toMatchObject({ runningCount: 2, deployments: [{}, {}] })
    const { status, createdAt, finishedAt } = await later(20_000)
    expect(status).toBe('SUCCESSFUL')
    expect(Number(finishedAt) - Number(createdAt)).toBe(40_000)
    const { deployments, events } = await service()
    expect(deployments).toHaveLength(1)
    expect(deployments?.[0]).toMatchObject({
      id: updated?.deployments?.[0]?.id,
      rolloutState: 'COMPLETED',
      runningCount: 2,
    })
    expect(events?.[0]?.message).toBe('(service web) has reached a steady state.')
  })

  test('has ended before the first look', async () => {
    const { later } = await deployed({ rollout: () => quick })
    expect((await later(0)).status).toBe('SUCCESSFUL')
  })

  test.each([
    ['slow start', slowStart(60_000), 61_000, { runningTaskCount: 0, pendingTaskCount: 2 }],
    ['late success', lateSuccess(5000, 90_000), 80_000, { runningTaskCount: 2 }],
    ['stall', stalled, 3_600_000, { runningTaskCount: 0 }],
    ['failures without a breaker', failing(), 60_000, { runningTaskCount: 0 }],
  ])('is in progress: %s', async (_, rollout, at, targetServiceRevision) => {
    const { later } = await deployed({ rollout: () => rollout })
    expect(await later(at)).toMatchObject({ status: 'IN_PROGRESS', targetServiceRevision })
  })

  test('without room says so in an event', async () => {
    const { server, service } = await deployed({ rollout: () => stalled })
    server.advance(5000)
    expect((await service()).events?.[0]?.message).toContain('was unable to place a task because')
  })

  test('of no tasks succeeds with nothing started', async () => {
    const { later, service } = await deployed({ service: { desired: 0 } })
    expect((await later(30_000)).status).toBe('SUCCESSFUL')
    expect(await service()).toMatchObject({ desiredCount: 0, runningCount: 0 })
  })

  test('flaps: failed tasks are counted and forgotten', async () => {
    const { server, service } = await deployed({ rollout: () => flapping(outOfMemory) })
    const failed: unknown[] = []
    for (let n = 0; n < 4; n += 1) {
      server.advance(5000)
      failed.push((await service()).deployments?.[0]?.failedTasks)
    }
    expect(failed).toEqual([0, 1, 0, 1])
  })
})

test('a deployment may be a success while old tasks run', async () => {
  const { later, service } = await deployed({ rollout: () => earlySuccess() })
  expect(await later(30_000)).toMatchObject({
    status: 'SUCCESSFUL',
    targetServiceRevision: { runningTaskCount: 1, pendingTaskCount: 1 },
  })
  expect((await service()).deployments).toMatchObject([
    { status: 'PRIMARY', rolloutState: 'COMPLETED' },
    { status: 'ACTIVE', runningCount: 1 },
  ])
})

describe('a deployment that ECS takes back', () => {
  test('has tripped the circuit breaker, and the source is primary again', async () => {
    const { later, service, updated } = await deployed({
      service: breaker(true),
      rollout: () => breaking(imageMissing('web:9')),
    })
    const [begun, source] = [updated?.deployments?.[0]?.id, updated?.deployments?.[1]?.id]
    expect(await later(11_000)).toMatchObject({
      status: 'IN_PROGRESS',
      deploymentCircuitBreaker: { status: 'MONITORING', failureCount: 2, threshold: 3 },
    })
    const goingBack = await later(5000)
    expect(goingBack).toMatchObject({
      status: 'ROLLBACK_IN_PROGRESS',
      deploymentCircuitBreaker: { status: 'TRIGGERED', failureCount: 3 },
      rollback: { serviceRevisionArn: goingBack.sourceServiceRevisions?.[0]?.arn },
    })
    expect((await service()).deployments).toMatchObject([
      { id: source, status: 'PRIMARY', rolloutState: 'IN_PROGRESS' },
      {
        id: begun,
        status: 'ACTIVE',
        rolloutState: 'FAILED',
        rolloutStateReason: 'ECS deployment circuit breaker: tasks failed to start.',
      },
    ])
    expect((await later(20_000)).status).toBe('ROLLBACK_SUCCESSFUL')
    const { deployments, taskDefinition } = await service()
    expect(deployments).toMatchObject([{ id: source, rolloutState: 'COMPLETED' }])
    expect(taskDefinition).toMatch(/task-definition\/web:2$/)
  })

  test('stops where it is when the breaker may not roll back', async () => {
    const { later, service } = await deployed({
      service: breaker(false),
      rollout: () => breaking(),
    })
    expect(await later(16_000)).toMatchObject({
      status: 'STOPPED',
      statusReason: 'ECS deployment circuit breaker: tasks failed to start.',
    })
    expect((await service()).deployments?.[0]?.rolloutState).toBe('FAILED')
  })

  test('stalls when there is no earlier success', async () => {
    const history = [{ taskDefinition: 'web:2', age: 1000, status: 'STOPPED' as const }]
    const { later } = await deployed({
      service: { ...breaker(true), history },
      rollout: () => breaking(),
    })
    expect(await later(3_600_000)).toMatchObject({
      status: 'IN_PROGRESS',
      deploymentCircuitBreaker: { status: 'TRIGGERED' },
      sourceServiceRevisions: [],
    })
  })

  test('had an alarm during the bake', async () => {
    const { later } = await deployed({ service: breaker(true), rollout: () => alarming() })
    expect((await later(59_000)).alarms).toMatchObject({ status: 'MONITORING' })
    expect(await later(1000)).toMatchObject({
      status: 'ROLLBACK_IN_PROGRESS',
      alarms: { status: 'TRIGGERED', alarmNames: ['errors'], triggeredAlarmNames: ['errors'] },
    })
    expect((await later(20_000)).status).toBe('ROLLBACK_SUCCESSFUL')
  })
})

test('a deployment of somebody else stops ours', async () => {
  const { later, list, arn } = await deployed({
    rollout: inTurn(superseded(10_000), ok()),
  })
  expect((await later(9999)).status).toBe('IN_PROGRESS')
  expect(await later(1)).toMatchObject({ status: 'STOPPED' })
  const [newest, ours] = await list()
  expect(ours).toMatchObject({ serviceDeploymentArn: arn, status: 'STOPPED' })
  expect(newest?.status).toBe('PENDING')
  expect(Number(newest?.createdAt) - Number(ours?.createdAt)).toBe(10_000)
})

test('outdated answers come as often as the scenario says', async () => {
  const { server, list, service, updated } = await deployed({ staleReads: 3 })
  // One answer was read when the update was done.
  expect(await list()).toHaveLength(2)
  expect((await service()).taskDefinition).toMatch(/web:2$/)
  expect((await service()).taskDefinition).toMatch(/web:1$/)
  expect(updated?.taskDefinition).toMatch(/web:1$/)
  expect(updated?.currentServiceDeployment).not.toBe((await list())[0]?.serviceDeploymentArn)
  expect(await list()).toHaveLength(3)
  expect(server.violations).toEqual([])
})
