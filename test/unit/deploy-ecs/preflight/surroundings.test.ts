import { alarmChecks } from '@ci-kit/deploy-ecs/preflight/alarms'
import { targetGroupChecks } from '@ci-kit/deploy-ecs/preflight/load-balancers'
import { logGroupChecks } from '@ci-kit/deploy-ecs/preflight/log-groups'
import { describe, expect, test } from '@jest/globals'
import { expectOne, findingsOf } from './asked-checks.ts'
import { container, ports, subject } from './subjects.ts'

describe('log groups', () => {
  const logging = (options: object) =>
    subject({
      containerDefinitions: [container({ logConfiguration: { logDriver: 'awslogs', options } })],
    })
  const hasLogGroup = async () => false

  test('one that is missing is an error with both ways out', async () => {
    const checks = logGroupChecks(
      logging({ 'awslogs-group': '/x', 'awslogs-region': 'us-east-1' }),
      ports({ hasLogGroup }),
    )
    const found = await findingsOf(checks)
    expectOne(found, 'error', "'/x' in us-east-1", "'web'", 'awslogs-create-group', 'Create it')
  })

  test.each([
    { 'awslogs-group': '/x', 'awslogs-create-group': 'true' },
    { 'awslogs-create-group': 'false' },
  ])('%j needs none', (options) => {
    expect(logGroupChecks(logging(options), ports({ hasLogGroup }))).toEqual([])
  })

  test('another driver needs none, and one for two containers is asked for once', async () => {
    const other = container({ name: 'b', logConfiguration: { logDriver: 'awsfirelens' } })
    const all = [container(), container({ name: 'c' }), other]
    const checks = logGroupChecks(subject({ containerDefinitions: all }), ports({ hasLogGroup }))
    expectOne(await findingsOf(checks), 'error', "'web', 'c'")
  })
})

describe('target groups', () => {
  test.each([
    ['awsvpc', 'ip', undefined],
    ['awsvpc', 'instance', 'need ip'],
    ['bridge', 'instance', undefined],
    [undefined, 'ip', 'need instance'],
  ])('network mode %s with targets of type %s', async (networkMode, targetType, text) => {
    const targetGroup = async () => ({ targetType })
    const found = await findingsOf(
      targetGroupChecks(subject({ networkMode }), ports({ targetGroup })),
    )
    if (text === undefined) expect(found).toEqual([])
    else expectOne(found, 'error', text)
  })

  test('both colours of a blue/green service are asked for', async () => {
    const asked: string[] = []
    const targetGroup = async (arn: string) => {
      asked.push(arn)
      return undefined
    }
    const balancer = { targetGroupArn: 'arn:blue', containerName: 'web', containerPort: 80 }
    const document = {
      loadBalancers: [
        { ...balancer, advancedConfiguration: { alternateTargetGroupArn: 'arn:green' } },
      ],
    }
    const service = { name: 'web', loadBalancers: [balancer], alarms: [], document }
    const found = await findingsOf(
      targetGroupChecks(subject({}, { service }), ports({ targetGroup })),
    )
    expect(asked).toEqual(['arn:blue', 'arn:green'])
    expect(found.map(({ level }) => level)).toEqual(['error', 'error'])
  })
})

test('alarms that fire already or are not there are warnings', async () => {
  const service = { name: 'web', loadBalancers: [], alarms: ['a', 'b'], document: {} }
  const alarms = async () => [{ name: 'a', state: 'ALARM', reason: 'many\nerrors' }] as const
  const found = await findingsOf(alarmChecks(subject({}, { service }), ports({ alarms })))
  expect(found.map(({ level }) => level)).toEqual(['warning', 'warning'])
  expect(found[0]?.message).toContain("Alarm 'a' of service 'web' fires already (many\\nerrors)")
  expect(found[1]?.message).toContain("There is no alarm 'b'")
})
