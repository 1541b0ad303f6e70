import {
  DescribeTasksCommand,
  type ECSClient,
  ListTasksCommand,
  RunTaskCommand,
  StopTaskCommand,
} from '@aws-sdk/client-ecs'
import { failing } from '@ci-kit/local-aws/ecs/failing-rollouts'
import type { TaskEnd } from '@ci-kit/local-aws/ecs/frames'
import { ok } from '@ci-kit/local-aws/ecs/rollouts'
import {
  crashed,
  imageMissing,
  outOfMemory,
  secretMissing,
  unhealthy,
} from '@ci-kit/local-aws/ecs/task-ends'
import { webScenario } from '@ci-kit/local-aws/scenario'
import { describe, expect, test } from '@jest/globals'
import { deployed } from './deployed.ts'
import { simulated } from './simulated.ts'

const cluster = 'production'
const networkConfiguration = { awsvpcConfiguration: { subnets: ['subnet-1'] } }

const tasksOf = async (client: ECSClient, desiredStatus: 'RUNNING' | 'STOPPED') => {
  const listed = await client.send(
    new ListTasksCommand({ cluster, serviceName: 'web', desiredStatus }),
  )
  const arns = listed.taskArns ?? []
  if (arns.length === 0) return []
  const described = await client.send(new DescribeTasksCommand({ cluster, tasks: arns }))
  return described.tasks ?? []
}

describe('tasks of a service', () => {
  test('belong to the old and the new deployment while it rolls', async () => {
    const { client, server, updated } = await deployed({ rollout: () => ok(40_000) })
    server.advance(20_000)
    const tasks = await tasksOf(client, 'RUNNING')
    const [fresh, old] = [updated?.deployments?.[0]?.id, updated?.deployments?.[1]?.id]
    expect(tasks.map(({ startedBy, lastStatus }) => [startedBy, lastStatus])).toEqual([
      [fresh, 'RUNNING'],
      [fresh, 'PENDING'],
      [old, 'RUNNING'],
    ])
    expect(tasks[0]).toMatchObject({
      group: 'service:web',
      containers: [{ name: 'web', imageDigest: `sha256:${'a'.repeat(64)}` }],
    })
  })

  test.each<[string, TaskEnd, object, object]>([
    ['exit code', crashed(2), { stopCode: 'EssentialContainerExited' }, { exitCode: 2 }],
    ['memory', outOfMemory, {}, { exitCode: 137, reason: expect.stringContaining('OutOfMemory') }],
    [
      'missing image',
      imageMissing('web:9'),
      { stopCode: 'TaskFailedToStart' },
      { reason: expect.stringContaining('CannotPullContainerError') },
    ],
    [
      'missing secret',
      secretMissing('arn:aws:secretsmanager:eu-central-1:123456789012:secret:db'),
      { stoppedReason: expect.stringContaining('ResourceInitializationError') },
      {},
    ],
    ['health', unhealthy('tg'), { stopCode: 'ServiceSchedulerInitiated' }, { exitCode: 143 }],
  ])('that ended tell why: %s', async (_, end, task, container) => {
    const { client, server, service } = await deployed({ rollout: () => failing(end) })
    server.advance(6000)
    const [stopped, ...others] = await tasksOf(client, 'STOPPED')
    expect(others).toEqual([])
    expect(stopped).toMatchObject({ lastStatus: 'STOPPED', ...task, containers: [container] })
    const id = stopped?.taskArn?.split('/').at(-1)
    expect((await service()).events?.[0]?.message).toContain(`(task ${id})`)
  })

  test('that ended are forgotten after an hour', async () => {
    const { client, server } = await deployed({ rollout: () => failing(crashed(1), { times: 1 }) })
    server.advance(3_606_000)
    expect(await tasksOf(client, 'STOPPED')).toHaveLength(1)
    server.advance(1)
    expect(await tasksOf(client, 'STOPPED')).toEqual([])
  })
})

describe('a task by itself', () => {
  const run = { cluster, taskDefinition: 'web:2', startedBy: 'release', networkConfiguration }

  const seen = async (client: ECSClient, arn = '') => {
    const { tasks } = await client.send(new DescribeTasksCommand({ cluster, tasks: [arn] }))
    return tasks?.[0]
  }

  test('starts, runs and ends with its exit code', async () => {
    const { client, server } = await simulated({
      scenario: webScenario({ oneOff: () => ({ takes: 20_000, end: crashed(3) }) }),
    })
    const { tasks } = await client.send(new RunTaskCommand(run))
    const arn = tasks?.[0]?.taskArn
    expect(tasks?.[0]).toMatchObject({ lastStatus: 'PENDING', startedBy: 'release' })
    server.advance(10_000)
    expect(await seen(client, arn)).toMatchObject({ lastStatus: 'RUNNING' })
    server.advance(10_000)
    expect(await seen(client, arn)).toMatchObject({
      lastStatus: 'STOPPED',
      stopCode: 'EssentialContainerExited',
      containers: [{ exitCode: 3 }],
    })
  })

  test('is started once for each token', async () => {
    const { client } = await simulated({ scenario: webScenario() })
    const start = async (clientToken: string) =>
      (await client.send(new RunTaskCommand({ ...run, clientToken }))).tasks?.[0]?.taskArn
    const first = await start('one')
    expect(await start('one')).toBe(first)
    expect(await start('two')).not.toBe(first)
  })

  test('may not be placed', async () => {
    const { client } = await simulated({
      scenario: webScenario({ oneOff: () => ({ failure: 'RESOURCE:MEMORY' }) }),
    })
    expect(await client.send(new RunTaskCommand(run))).toMatchObject({
      tasks: [],
      failures: [{ reason: 'RESOURCE:MEMORY' }],
    })
  })

  test('with an interface of its own needs a network', async () => {
    const { client } = await simulated({ scenario: webScenario() })
    await expect(
      client.send(new RunTaskCommand({ cluster, taskDefinition: 'web:2' })),
    ).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: expect.stringContaining('Network Configuration must be provided'),
    })
  })

  test('can be stopped', async () => {
    const { client, server } = await simulated({ scenario: webScenario() })
    const { tasks } = await client.send(new RunTaskCommand(run))
    const arn = tasks?.[0]?.taskArn ?? ''
    server.advance(8000)
    await client.send(new StopTaskCommand({ cluster, task: arn, reason: 'enough' }))
    expect(await seen(client, arn)).toMatchObject({
      lastStatus: 'STOPPED',
      stopCode: 'UserInitiated',
      stoppedReason: 'enough',
    })
  })
})
