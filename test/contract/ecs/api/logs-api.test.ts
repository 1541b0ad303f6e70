import { logsApi } from '@ci-kit/ecs/adapters/logs-api'
import { expect, test } from '@jest/globals'
import { fault, json, startAws } from '../../aws/answering.ts'
import { recordedCalls } from './recorded-calls.ts'

const PLACE = { group: '/ecs/web', stream: 'web/web/1' }

test('the last lines, oldest first, none longer than a reader can use', async () => {
  const events = [
    { timestamp: 1_700_000_000_123, message: 'one' },
    { timestamp: 1_700_000_000_124, message: 'x'.repeat(9_000) },
  ]
  const { call, calls } = recordedCalls(() => ({ events }))
  const lines = await logsApi(() => call).tail(PLACE, 20)
  expect(lines?.[0]).toEqual({ at: 1_700_000_000_123, text: 'one' })
  expect(lines?.[1]?.text).toHaveLength(4_000)
  expect(calls[0]?.input).toEqual({
    logGroupName: '/ecs/web',
    logStreamName: 'web/web/1',
    limit: 20,
    startFromHead: false,
  })
})

test('following goes on from the token, and keeps it while there is nothing new', async () => {
  const { call, calls } = recordedCalls((_, { nextToken }) =>
    nextToken === undefined
      ? { events: [{ timestamp: 1, message: 'a' }], nextForwardToken: 'f/1' }
      : { events: [] },
  )
  const logs = logsApi(() => call)
  const first = await logs.follow(PLACE, undefined)
  expect(first).toEqual({ lines: [{ at: 1, text: 'a' }], token: 'f/1' })
  expect(await logs.follow(PLACE, first.token)).toEqual({ lines: [], token: 'f/1' })
  expect(calls[1]?.input).toMatchObject({ nextToken: 'f/1', startFromHead: true })
})

test('a stream that is not there yet is no error, a missing permission is one', async () => {
  const missing = await startAws(() => fault('ResourceNotFoundException', 'no stream'))
  const logs = logsApi(() => missing.services('logs'))
  expect(await logs.tail(PLACE, 5)).toBeUndefined()
  expect(await logs.follow(PLACE, 't')).toEqual({ lines: [], token: 't' })
  await missing.close()
  const denying = await startAws(() => fault('AccessDeniedException', 'no'))
  const denied = logsApi(() => denying.services('logs')).tail(PLACE, 5)
  await expect(denied).rejects.toMatchObject({ denied: true, action: 'logs:GetLogEvents' })
  await denying.close()
})

test('the region of the log is asked', async () => {
  const aws = await startAws(() => json({ events: [] }))
  const regions: unknown[] = []
  const logs = logsApi((region) => {
    regions.push(region)
    return aws.services('logs')
  })
  await logs.tail({ ...PLACE, region: 'eu-west-1' }, 5)
  await logs.tail(PLACE, 5)
  expect(regions).toEqual(['eu-west-1', undefined])
  await aws.close()
})
