import { schedulesApi } from '@ci-kit/deploy-ecs/schedules/schedules-api'
import { expect, test } from '@jest/globals'
import { fault, json, type Reply, startAws } from '../aws/answering.ts'

const RULE = { bus: 'jobs', rule: 'nightly' }

const asking = async (...replies: readonly Reply[]) => {
  const aws = await startAws((_, count) => replies[count - 1] ?? fault('TooOften', 'enough'))
  return { aws, schedules: schedulesApi(aws.services('events'), aws.services('scheduler')) }
}

test('the targets of a rule, page by page', async () => {
  const { aws, schedules } = await asking(
    json({ Targets: [{ Id: 'a', New: 1 }], NextToken: 'n' }),
    json({ Targets: [{ Id: 'b' }] }),
  )
  expect(await schedules.targets(RULE)).toEqual([{ Id: 'a', New: 1 }, { Id: 'b' }])
  expect(aws.asked.map(({ body }) => JSON.parse(body))).toEqual([
    { Rule: 'nightly', EventBusName: 'jobs' },
    { Rule: 'nightly', EventBusName: 'jobs', NextToken: 'n' },
  ])
  expect(aws.asked[0]?.headers['x-amz-target']).toBe('AWSEvents.ListTargetsByRule')
  await aws.close()
})

const TARGETS = [{ Id: 'a', EcsParameters: { TaskDefinitionArn: 'd', Newest: [1] } }]

test.each([
  ['all taken', { FailedEntryCount: 0, FailedEntries: [] }, []],
  [
    'one refused',
    { FailedEntryCount: 1, FailedEntries: [{ TargetId: 'a', ErrorCode: 'C', ErrorMessage: 'm' }] },
    [{ id: 'a', code: 'C', message: 'm' }],
  ],
  ['refused without a word', { FailedEntryCount: 1 }, [{ code: 'FailedEntryCount' }]],
  ['an answer that says nothing', {}, [{ code: 'FailedEntryCount' }]],
])('writing targets: %s', async (_, answer, refused) => {
  const { aws, schedules } = await asking(json(answer))
  expect(await schedules.putTargets({ bus: undefined, rule: 'nightly' }, TARGETS)).toMatchObject(
    refused,
  )
  expect(JSON.parse(aws.asked[0]?.body ?? '')).toEqual({ Rule: 'nightly', Targets: TARGETS })
  await aws.close()
})

test('a schedule is read and written whole', async () => {
  const schedule = { Name: 'n', GroupName: 'g', Target: { Arn: 'a' }, NewMember: { x: [1] } }
  const { aws, schedules } = await asking(json(schedule), json({ ScheduleArn: 's' }))
  const read = await schedules.read('g', 'n')
  await schedules.update(read)
  const { Name, ...body } = schedule
  expect(aws.asked[0]?.url).toBe('/schedules/n?groupName=g')
  expect(JSON.parse(aws.asked[1]?.body ?? '')).toEqual(body)
  await aws.close()
})

test('a rule that is not there', async () => {
  const { aws, schedules } = await asking(fault('ResourceNotFoundException', 'no rule'))
  await expect(schedules.targets(RULE)).rejects.toMatchObject({
    code: 'ResourceNotFoundException',
    action: 'events:ListTargetsByRule',
  })
  await aws.close()
})
