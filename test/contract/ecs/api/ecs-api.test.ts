import { ecsApi } from '@ci-kit/ecs/adapters/ecs-api'
import { describe, expect, test } from '@jest/globals'
import { fault, json, startAws } from '../../aws/answering.ts'
import { recordedCalls } from './recorded-calls.ts'

const numbered = (count: number, prefix: string) =>
  Array.from({ length: count }, (_, index) => `${prefix}${index}`)

describe('lists are split into the pages that ECS takes', () => {
  test.each([
    ['services', 10, (names: readonly string[]) => names.map((name) => ({ serviceName: name }))],
  ] as const)('%s', async (member, page, answer) => {
    const { call, calls } = recordedCalls((_, input) => ({
      services: answer(Object(input[member])),
      failures: [{ arn: 'gone', reason: 'MISSING', detail: 'd' }],
    }))
    const { found, failures } = await ecsApi(call, 'main').services.describe(numbered(23, 's'))
    expect(calls.map(({ input }) => Object(input.services).length)).toEqual([page, page, 3])
    expect(calls.every(({ input, repeatable }) => input.cluster === 'main' && repeatable)).toBe(
      true,
    )
    expect(found.map(({ name }) => name)).toEqual(numbered(23, 's'))
    expect(failures).toHaveLength(3)
    expect(failures[0]).toEqual({ arn: 'gone', reason: 'MISSING', detail: 'd' })
  })

  test('nothing is asked for nothing', async () => {
    const { call, calls } = recordedCalls(() => ({}))
    const ecs = ecsApi(call, 'main')
    expect(await ecs.tasks.describe([])).toEqual({ found: [], failures: [] })
    expect(await ecs.deployments.describe([])).toEqual({ found: [], failures: [] })
    expect(calls).toEqual([])
  })

  test('service deployments, revisions and tasks', async () => {
    const { call, calls } = recordedCalls(() => ({}))
    const ecs = ecsApi(call, 'main')
    await ecs.deployments.describe(numbered(21, 'd'))
    await ecs.deployments.revisions(numbered(21, 'r'))
    await ecs.tasks.describe(numbered(101, 't'))
    const sizes = calls.map(({ operation, input }) => {
      const names = input.serviceDeploymentArns ?? input.serviceRevisionArns ?? input.tasks
      return [operation, Object(names).length]
    })
    expect(sizes).toEqual([
      ['DescribeServiceDeployments', 20],
      ['DescribeServiceDeployments', 1],
      ['DescribeServiceRevisions', 20],
      ['DescribeServiceRevisions', 1],
      ['DescribeTasks', 100],
      ['DescribeTasks', 1],
    ])
  })

  test('tasks are listed to the last page', async () => {
    const { call, calls } = recordedCalls((_, { nextToken }) =>
      nextToken === undefined ? { taskArns: ['a'], nextToken: 'n' } : { taskArns: ['b'] },
    )
    const wanted = { service: 'web', status: 'STOPPED' } as const
    expect(await ecsApi(call, 'main').tasks.list(wanted)).toEqual(['a', 'b'])
    expect(calls.map(({ input }) => input.nextToken)).toEqual([undefined, 'n'])
    expect(calls[0]?.input).toMatchObject({ serviceName: 'web', desiredStatus: 'STOPPED' })
  })

  test('no more tasks are listed than are wanted', async () => {
    const { call, calls } = recordedCalls(() => ({
      taskArns: numbered(100, 'a'),
      nextToken: 'n',
    }))
    const wanted = { service: 'web', status: 'STOPPED', most: 101 } as const
    expect(await ecsApi(call, 'main').tasks.list(wanted)).toHaveLength(101)
    expect(calls.map(({ input }) => input.maxResults)).toEqual([100, 1])
  })

  test('a list that never ends does', async () => {
    const { call, calls } = recordedCalls(() => ({ taskArns: [], nextToken: 'again' }))
    await ecsApi(call, 'main').tasks.list({ status: 'RUNNING' })
    expect(calls).toHaveLength(50)
  })

  test('no more task definitions than asked for', async () => {
    const taskDefinitionArns = numbered(9, 'd')
    const { call, calls } = recordedCalls(() => ({ taskDefinitionArns, nextToken: 'n' }))
    expect(await ecsApi(call, 'main').taskDefinitions.list('web', 'ACTIVE', 3)).toEqual(
      numbered(3, 'd'),
    )
    expect(calls).toHaveLength(1)
    expect(calls[0]?.input).toMatchObject({ familyPrefix: 'web', sort: 'DESC', maxResults: 3 })
  })
})

test('service deployments come newest first, times to ECS in seconds', async () => {
  const { call, calls } = recordedCalls(() => ({
    serviceDeployments: [
      { serviceDeploymentArn: 'old', createdAt: 1.5, status: 'SUCCESSFUL' },
      {
        serviceDeploymentArn: 'new',
        createdAt: 2,
        status: 'TELEPORTING',
        targetServiceRevisionArn: 'r',
      },
    ],
  }))
  const wanted = { statuses: ['PENDING'], createdAfter: 1_500, most: 2 } as const
  expect(await ecsApi(call, 'main').deployments.list('web', wanted)).toMatchObject([
    { arn: 'new', status: 'UNKNOWN', createdAt: 2_000, targetServiceRevision: 'r' },
    { arn: 'old', status: 'SUCCESSFUL', createdAt: 1_500, targetServiceRevision: undefined },
  ])
  expect(calls[0]?.input).toEqual({
    cluster: 'main',
    service: 'web',
    status: ['PENDING'],
    createdAt: { after: 1.5 },
    maxResults: 2,
  })
})

describe('writes', () => {
  test('an update is sent once, whole, and with nothing but the cluster added', async () => {
    const aws = await startAws(() => fault('ServerException', 'sorry', 500))
    const ecs = ecsApi(aws.services('ecs'), 'main')
    const request = { service: 'web', taskDefinition: 'web:2', newMember: [{ x: null }] }
    await expect(ecs.services.update(request)).rejects.toThrow(/answered 500 to ecs:UpdateService/)
    expect(aws.asked.map(({ body }) => JSON.parse(body))).toEqual([{ ...request, cluster: 'main' }])
    await expect(ecs.services.create(request)).rejects.toThrow(/ecs:CreateService/)
    expect(aws.asked).toHaveLength(2)
    await aws.close()
  })

  test('one that was throttled is sent again', async () => {
    const service = { serviceName: 'web', status: 'ACTIVE', deployments: [{ id: 'ecs-svc/1' }] }
    const aws = await startAws((_, n) =>
      n < 3 ? fault('ThrottlingException', 'Rate exceeded') : json({ service }),
    )
    const updated = await ecsApi(aws.services('ecs'), 'main').services.update({ service: 'web' })
    expect(updated).toMatchObject({ name: 'web', document: service })
    expect(aws.asked).toHaveLength(3)
    await aws.close()
  })

  test('a task is run under one token, however often it is asked for', async () => {
    const aws = await startAws((_, n) => (n === 1 ? 'lost' : json({ tasks: [{ taskArn: 'a/b' }] })))
    const { found } = await ecsApi(aws.services('ecs'), 'main').tasks.run({ taskDefinition: 'job' })
    expect(found[0]).toMatchObject({ arn: 'a/b', id: 'b' })
    const [first, second] = aws.asked.map(({ body }) => JSON.parse(body))
    expect(first).toEqual(second)
    expect(first).toMatchObject({
      cluster: 'main',
      clientToken: expect.stringMatching(/^[\w-]{36}$/),
    })
    await aws.close()
  })

  test('a task definition goes as it is', async () => {
    const document = { family: 'web', containerDefinitions: [{ name: 'web', newKey: { a: 1 } }] }
    const answer = { ...document, taskDefinitionArn: 'arn:web:7', revision: 7, status: 'ACTIVE' }
    const { call, calls } = recordedCalls(() => ({
      taskDefinition: answer,
      tags: [{ key: 'k', value: 'v' }],
    }))
    const registered = await ecsApi(call, 'main').taskDefinitions.register(document)
    expect(registered).toEqual({
      arn: 'arn:web:7',
      family: 'web',
      revision: 7,
      status: 'ACTIVE',
      document: answer,
      tags: [{ key: 'k', value: 'v' }],
    })
    expect(calls[0]?.input).toBe(document)
  })

  test('an answer without what it should hold is no success', async () => {
    const ecs = ecsApi(recordedCalls(() => ({})).call, 'main')
    await expect(ecs.services.update({})).rejects.toThrow(
      /UpdateService answered without a service/,
    )
    await expect(ecs.taskDefinitions.register({})).rejects.toThrow(/without a task definition/)
  })

  test('stopping and continuing', async () => {
    const { call, calls } = recordedCalls(() => ({}))
    const ecs = ecsApi(call, 'main')
    await ecs.deployments.stop('d', 'ROLLBACK')
    await ecs.deployments.continue('d', 'h', 'CONTINUE')
    await ecs.tasks.stop('t', 'why')
    expect(calls).toEqual([
      {
        operation: 'StopServiceDeployment',
        input: { serviceDeploymentArn: 'd', stopType: 'ROLLBACK' },
        repeatable: true,
      },
      {
        operation: 'ContinueServiceDeployment',
        input: { serviceDeploymentArn: 'd', hookId: 'h', action: 'CONTINUE' },
        repeatable: false,
      },
      {
        operation: 'StopTask',
        input: { cluster: 'main', task: 't', reason: 'why' },
        repeatable: true,
      },
    ])
  })
})
