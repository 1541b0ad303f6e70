import {
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2'
import { GetScheduleCommand, SchedulerClient } from '@aws-sdk/client-scheduler'
import { AwsFault } from '@ci-kit/local-aws/service-handler'
import { virtualTime } from '@ci-kit/local-aws/time'
import { describe, expect, test } from '@jest/globals'
import { settings, simulated } from './simulated.ts'

/** A request as anybody may send it, without an SDK that would mend it. */
const sent = async (url: string, operation: string, input: unknown) => {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'x-amz-target': `AmazonEC2ContainerServiceV20141113.${operation}` },
    body: JSON.stringify(input),
  })
  return { status: response.status, body: await response.json() }
}

describe('what is compared with the official model', () => {
  test.each([
    ['UpdateService', {}, 'UpdateService: service is required'],
    [
      'UpdateService',
      { service: 'web', desiredCount: '2' },
      'UpdateService: desiredCount is not a number',
    ],
    [
      'RegisterTaskDefinition',
      { family: 'web', containerDefinitions: [{ environment: { A: 'b' } }] },
      'RegisterTaskDefinition: containerDefinitions[0].environment is not a list',
    ],
  ])('%s %j', async (operation, input, violation) => {
    const { server } = await simulated()
    const { status, body } = await sent(server.url, operation, input)
    expect(server.violations).toEqual([violation])
    expect(status).toBe(400)
    expect(body).toMatchObject({ __type: 'InvalidParameterException' })
  })

  test('unknown members are noticed and kept', async () => {
    const { server } = await simulated()
    const containerDefinitions = [{ name: 'web', image: 'web', newKey: { a: 1 } }]
    const document = { family: 'web', containerDefinitions, fooBar: [1] }
    await sent(server.url, 'RegisterTaskDefinition', document)
    const { body } = await sent(server.url, 'DescribeTaskDefinition', { taskDefinition: 'web' })
    expect(body).toMatchObject({ taskDefinition: document })
    expect(server.violations).toEqual([])
    expect(server.unknownMembers).toEqual([
      'RegisterTaskDefinition: containerDefinitions[0].newKey',
      'RegisterTaskDefinition: fooBar',
    ])
  })

  test('an operation that does not exist is refused', async () => {
    const { server } = await simulated()
    const { body } = await sent(server.url, 'DeployNow', {})
    expect(body).toMatchObject({ __type: 'UnknownOperationException' })
  })
})

describe('other services', () => {
  test('speak Query and XML', async () => {
    const { server } = await simulated({
      services: {
        elasticloadbalancing: (_, { TargetGroupArn, Targets }) => {
          if (TargetGroupArn === 'none')
            throw new AwsFault('TargetGroupNotFound', 'One or more target groups not found')
          return {
            TargetHealthDescriptions: [
              {
                Target: Array.isArray(Targets) ? Targets[0] : {},
                TargetHealth: { State: 'healthy' },
              },
            ],
          }
        },
      },
    })
    const client = new ElasticLoadBalancingV2Client(settings(server.url))
    const health = (TargetGroupArn: string) =>
      client.send(
        new DescribeTargetHealthCommand({
          TargetGroupArn,
          Targets: [{ Id: '10.0.0.1', Port: 80 }],
        }),
      )
    expect(await health('tg')).toMatchObject({
      TargetHealthDescriptions: [
        { Target: { Id: '10.0.0.1', Port: 80 }, TargetHealth: { State: 'healthy' } },
      ],
    })
    await expect(health('none')).rejects.toMatchObject({
      message: 'One or more target groups not found',
    })
    expect(server.requests[0]).toMatchObject({
      service: 'elasticloadbalancing',
      operation: 'DescribeTargetHealth',
      input: { TargetGroupArn: 'tg', Targets: [{ Id: '10.0.0.1', Port: 80 }] },
    })
    client.destroy()
  })

  test('speak REST', async () => {
    const { server } = await simulated({
      services: {
        scheduler: (operation, { Name, GroupName }) => {
          if (Name === 'none') throw new AwsFault('ResourceNotFoundException', 'no none', 404)
          return { Name, GroupName, Description: operation }
        },
      },
    })
    const client = new SchedulerClient(settings(server.url))
    const get = (Name: string) =>
      client.send(new GetScheduleCommand({ Name, GroupName: 'nightly jobs' }))
    expect(await get('report')).toMatchObject({
      Name: 'report',
      GroupName: 'nightly jobs',
      Description: 'GetSchedule',
    })
    await expect(get('none')).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
    client.destroy()
  })
})

describe('time', () => {
  test('stands still until it is moved', async () => {
    const clock = virtualTime({ start: 5000 })
    expect(clock.now()).toBe(5000)
    clock.advance(250)
    expect(clock.now()).toBe(5250)
  })

  test('runs faster than ours when that is asked', async () => {
    const clock = virtualTime({ start: 0, speed: 1000 })
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(clock.now()).toBeGreaterThan(15_000)
  })
})

test('an environment points any SDK at the server', async () => {
  const { server } = await simulated()
  expect(server.env()).toMatchObject({
    AWS_ENDPOINT_URL: server.url,
    AWS_REGION: 'eu-central-1',
    AWS_EC2_METADATA_DISABLED: 'true',
  })
})
