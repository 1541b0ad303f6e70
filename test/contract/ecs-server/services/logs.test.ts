import {
  CloudWatchLogsClient,
  DescribeLogGroupsCommand,
  GetLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs'
import { cloudWatchLogs } from '@ci-kit/local-aws/services/logs'
import { describe, expect, test } from '@jest/globals'
import { clientConfig } from './asked-service.ts'

describe('CloudWatch Logs', () => {
  let time = 0
  const client = async () => {
    time = 0
    const events = [1, 2, 3, 4].map((n) => ({ at: n * 100, message: `line ${n}` }))
    const groups = [
      { name: '/ecs/web', streams: [{ name: 'web/web/1', events }] },
      { name: '/ecs/web-2', streams: [] },
    ]
    return new CloudWatchLogsClient(
      await clientConfig(
        'logs',
        cloudWatchLogs(groups, () => time),
      ),
    )
  }
  const place = { logGroupName: '/ecs/web', logStreamName: 'web/web/1' }

  test('a stream is there with its first line, and is followed by its forward token', async () => {
    const logs = await client()
    const read = (more: object) => logs.send(new GetLogEventsCommand({ ...place, ...more }))
    await expect(read({})).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
    time = 200
    const first = await read({ startFromHead: true })
    expect(first.events?.map(({ message }) => message)).toEqual(['line 1', 'line 2'])
    const end = await read({ startFromHead: true, nextToken: first.nextForwardToken })
    expect(end.events).toEqual([])
    expect(end.nextForwardToken).toBe(first.nextForwardToken)
    time = 400
    const more = await read({ startFromHead: true, nextToken: first.nextForwardToken, limit: 1 })
    expect(more.events?.map(({ message }) => message)).toEqual(['line 3'])
    expect(more.nextForwardToken).not.toBe(first.nextForwardToken)
  })

  test('without startFromHead the last lines come, and the backward token goes on before them', async () => {
    const logs = await client()
    time = 400
    const read = (more: object) => logs.send(new GetLogEventsCommand({ ...place, ...more }))
    const last = await read({ limit: 2 })
    expect(last.events).toEqual([
      { timestamp: 300, message: 'line 3', ingestionTime: 300 },
      { timestamp: 400, message: 'line 4', ingestionTime: 400 },
    ])
    const before = await read({ limit: 2, nextToken: last.nextBackwardToken })
    expect(before.events?.map(({ message }) => message)).toEqual(['line 1', 'line 2'])
    await expect(read({ nextToken: 'x' })).rejects.toMatchObject({
      name: 'InvalidParameterException',
    })
  })

  test('groups by prefix', async () => {
    const logs = await client()
    const found = await logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: '/ecs/web' }))
    expect(found.logGroups?.map(({ logGroupName }) => logGroupName)).toEqual([
      '/ecs/web',
      '/ecs/web-2',
    ])
    const one = await logs.send(new DescribeLogGroupsCommand({ limit: 1 }))
    expect(one.nextToken).toBe('1')
  })
})
