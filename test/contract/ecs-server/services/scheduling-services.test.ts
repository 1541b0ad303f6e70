import {
  BatchGetDeploymentTargetsCommand,
  CodeDeployClient,
  CreateDeploymentCommand,
  GetDeploymentCommand,
  GetDeploymentGroupCommand,
  ListDeploymentTargetsCommand,
  StopDeploymentCommand,
} from '@aws-sdk/client-codedeploy'
import {
  DescribeRuleCommand,
  EventBridgeClient,
  ListTargetsByRuleCommand,
  PutTargetsCommand,
} from '@aws-sdk/client-eventbridge'
import {
  GetScheduleCommand,
  SchedulerClient,
  UpdateScheduleCommand,
} from '@aws-sdk/client-scheduler'
import { type CodeDeployStep, codeDeploy } from '@ci-kit/local-aws/services/code-deploy'
import { eventBridge } from '@ci-kit/local-aws/services/event-bridge'
import { scheduler } from '@ci-kit/local-aws/services/scheduler'
import { describe, expect, test } from '@jest/globals'
import { clientConfig } from './asked-service.ts'

test('EventBridge: a target is replaced by its id, and others stay', async () => {
  const target = (Id: string) => ({ Id, Arn: `arn:${Id}` })
  const rule = {
    name: 'nightly',
    bus: 'default',
    schedule: 'rate(1 day)',
    state: 'ENABLED',
    targets: [target('a'), target('b')],
  } as const
  const bridge = eventBridge([rule])
  const client = new EventBridgeClient(await clientConfig('events', bridge.handler))
  const list = new ListTargetsByRuleCommand({ Rule: 'nightly', Limit: 1 })
  expect(await client.send(list)).toMatchObject({ Targets: [target('a')], NextToken: '1' })
  const put = await client.send(
    new PutTargetsCommand({ Rule: 'nightly', Targets: [{ Id: 'a', Arn: 'arn:new' }] }),
  )
  expect(put.FailedEntryCount).toBe(0)
  expect(bridge.rules()[0]?.targets).toEqual([{ Id: 'a', Arn: 'arn:new' }, target('b')])
  const described = await client.send(new DescribeRuleCommand({ Name: 'nightly' }))
  expect(described).toMatchObject({ State: 'ENABLED', ScheduleExpression: 'rate(1 day)' })
  await expect(client.send(new DescribeRuleCommand({ Name: 'none' }))).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  })
})

test('Scheduler: an update replaces the whole schedule', async () => {
  const Target = { Arn: 'arn:cluster', RoleArn: 'arn:role' }
  const common = {
    Name: 'nightly job',
    GroupName: 'jobs',
    ScheduleExpression: 'rate(1 day)',
    FlexibleTimeWindow: { Mode: 'OFF' },
    Target,
  } as const
  const fake = scheduler([{ ...common, Arn: 'arn:schedule', Description: 'old' }])
  const client = new SchedulerClient(await clientConfig('scheduler', fake.handler))
  const get = new GetScheduleCommand({ Name: 'nightly job', GroupName: 'jobs' })
  expect(await client.send(get)).toMatchObject({ Description: 'old', Target })
  const update = await client.send(new UpdateScheduleCommand({ ...common, State: 'DISABLED' }))
  expect(update.ScheduleArn).toBe('arn:schedule')
  const after = await client.send(get)
  expect(after).toMatchObject({ State: 'DISABLED', Arn: 'arn:schedule' })
  expect(after.Description).toBeUndefined()
  expect(fake.schedules()).toHaveLength(1)
  await expect(client.send(new GetScheduleCommand({ Name: 'nightly job' }))).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  })
})

describe('CodeDeploy', () => {
  const group = { applicationName: 'shop', deploymentGroupName: 'web' }
  const create = new CreateDeploymentCommand({
    ...group,
    revision: { revisionType: 'AppSpecContent', appSpecContent: { content: '{}', sha256: 'x' } },
  })
  const failed = {
    at: 60_000,
    status: 'Failed',
    errorInformation: { code: 'ALARM_ACTIVE', message: 'an alarm' },
    rollbackInfo: { rollbackDeploymentId: 'd-2' },
  } as const
  const begin = async () => {
    const clock = { now: 1_000 }
    const life: readonly CodeDeployStep[] = [
      { at: 10_000, status: 'InProgress', taskSets: [{ status: 'PRIMARY' }] },
      failed,
    ]
    const fake = codeDeploy(
      { groups: [{ ...group, serviceRoleArn: 'arn:role' }], lives: [life] },
      () => clock.now,
    )
    const client = new CodeDeployClient(await clientConfig('codedeploy', fake.handler))
    const { deploymentId } = await client.send(create)
    const info = async () =>
      (await client.send(new GetDeploymentCommand({ deploymentId }))).deploymentInfo
    return { clock, fake, client, deploymentId, info }
  }

  test('a deployment lives as the scenario says', async () => {
    const { clock, client, deploymentId, info, fake } = await begin()
    expect(await info()).toMatchObject({ status: 'Created', createTime: new Date(1_000) })
    await expect(client.send(create)).rejects.toMatchObject({
      name: 'DeploymentLimitExceededException',
    })
    clock.now = 11_000
    const { targetIds } = await client.send(new ListDeploymentTargetsCommand({ deploymentId }))
    const targets = await client.send(
      new BatchGetDeploymentTargetsCommand({ deploymentId, targetIds }),
    )
    expect(targets.deploymentTargets?.[0]?.ecsTarget).toMatchObject({
      status: 'InProgress',
      taskSetsInfo: [{ status: 'PRIMARY' }],
    })
    clock.now = 61_000
    expect(await info()).toMatchObject({
      status: 'Failed',
      errorInformation: failed.errorInformation,
      rollbackInfo: failed.rollbackInfo,
      completeTime: new Date(61_000),
    })
    expect(fake.deployments()).toHaveLength(1)
  })

  test('a stopped deployment stays stopped, and cannot be stopped again', async () => {
    const { clock, client, deploymentId, info } = await begin()
    await client.send(new StopDeploymentCommand({ deploymentId }))
    clock.now = 61_000
    expect(await info()).toMatchObject({ status: 'Stopped' })
    await expect(client.send(new StopDeploymentCommand({ deploymentId }))).rejects.toMatchObject({
      name: 'DeploymentAlreadyCompletedException',
    })
  })

  test('groups, and what is not there', async () => {
    const { client } = await begin()
    const found = await client.send(new GetDeploymentGroupCommand(group))
    expect(found.deploymentGroupInfo?.serviceRoleArn).toBe('arn:role')
    const none = { ...group, deploymentGroupName: 'none' }
    await expect(client.send(new GetDeploymentGroupCommand(none))).rejects.toMatchObject({
      name: 'DeploymentGroupDoesNotExistException',
    })
    await expect(
      client.send(new GetDeploymentCommand({ deploymentId: 'd-9' })),
    ).rejects.toMatchObject({ name: 'DeploymentDoesNotExistException' })
  })
})
