import { AwsRefusal } from '@ci-kit/aws/aws-call'
import { cloudWatchAlarms } from '@ci-kit/ecs/adapters/alarms'
import { ecrImages, ecrPlace } from '@ci-kit/ecs/adapters/ecr-images'
import { iamRoles } from '@ci-kit/ecs/adapters/iam'
import { logGroups } from '@ci-kit/ecs/adapters/log-groups'
import { parameterStore, secretsManager } from '@ci-kit/ecs/adapters/secrets'
import { targetGroups } from '@ci-kit/ecs/adapters/target-groups'
import { AwsFault } from '@ci-kit/local-aws/service-handler'
import { cloudWatch } from '@ci-kit/local-aws/services/cloudwatch'
import { ecr } from '@ci-kit/local-aws/services/ecr'
import { identity } from '@ci-kit/local-aws/services/identity'
import { loadBalancing } from '@ci-kit/local-aws/services/load-balancing'
import { cloudWatchLogs } from '@ci-kit/local-aws/services/logs'
import * as fakes from '@ci-kit/local-aws/services/secrets'
import { describe, expect, test } from '@jest/globals'
import { callTo } from './handler-call.ts'

const now = () => 0
const denying = (service: string) =>
  callTo(service, () => {
    throw new AwsFault('AccessDeniedException', 'no')
  }).call

describe('roles', () => {
  const arn = 'arn:aws:iam::123456789012:role/team/web'
  const trust = { Statement: [{ Effect: 'Allow', Condition: { x: 'ä % &' } }] }

  test('with the policy decoded', async () => {
    const { call } = callTo('iam', identity([{ name: 'web', arn, trust }]))
    expect(await iamRoles(call)('web')).toEqual({ arn, trust })
    expect(await iamRoles(call)('none')).toBeUndefined()
  })

  test.each(['%', 'no json', undefined, '[]'])(
    'a policy that is %s is not known',
    async (document) => {
      const Role = { Arn: arn, AssumeRolePolicyDocument: document }
      const { call } = callTo('iam', () => ({ Role }))
      expect(await iamRoles(call)('web')).toEqual({ arn, trust: undefined })
    },
  )

  test('a refusal is passed on', async () => {
    await expect(iamRoles(denying('iam'))('web')).rejects.toBeInstanceOf(AwsRefusal)
  })
})

describe('secrets', () => {
  const arn = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-AbCdEf'

  test('are asked for in their region, without their value', async () => {
    const secret = { name: 'db', arn, versions: { v1: ['AWSCURRENT'] }, deletedAt: 5 }
    const { call, asked } = callTo('secretsmanager', fakes.secretsManager([secret]))
    const regions: string[] = []
    const find = secretsManager((region) => {
      regions.push(region)
      return call
    })
    expect(await find(arn, 'eu-west-1')).toEqual({
      isDeleted: true,
      versions: new Map([['v1', ['AWSCURRENT']]]),
    })
    expect(await find('none', 'eu-west-1')).toBeUndefined()
    expect(regions).toEqual(['eu-west-1', 'eu-west-1'])
    expect(new Set(asked.map(({ operation }) => operation))).toEqual(new Set(['DescribeSecret']))
  })

  test('parameters, more than one filter takes', async () => {
    const names = Array.from({ length: 120 }, (_, index) => `p${index}`)
    const { call, asked } = callTo('ssm', fakes.parameterStore(names.slice(1)))
    const found = await parameterStore(() => call)(names, 'eu-west-1')
    expect(found.size).toBe(119)
    expect(found.has('p0')).toBe(false)
    expect(asked.map(({ operation }) => operation)).toEqual(Array(3).fill('DescribeParameters'))
  })

  test('parameters behind an empty page are found', async () => {
    const { call } = callTo('ssm', (_, { NextToken }) =>
      NextToken === undefined
        ? { Parameters: [], NextToken: 't' }
        : { Parameters: [{ Name: 'key' }] },
    )
    expect(await parameterStore(() => call)(['key'], 'x')).toEqual(new Set(['key']))
  })
})

test('a log group is there only under its whole name', async () => {
  const { call } = callTo('logs', cloudWatchLogs([{ name: '/ecs/web-2', streams: [] }], now))
  const has = logGroups(() => call)
  expect(await has('/ecs/web-2', 'x')).toBe(true)
  expect(await has('/ecs/web', 'x')).toBe(false)
})

test('target groups and their unhealthy targets', async () => {
  const arn = 'arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/web/0'
  const health = (state: string, reason: string, description: string) => [
    { at: 0, state, reason, description },
  ]
  const targets = [
    { id: '10.0.0.1', port: 80, health: health('healthy', '', '') },
    { id: '10.0.0.2', port: 80, health: health('unhealthy', 'Target.Timeout', 'timed out') },
    { id: '10.0.0.3', port: 81, health: health('draining', 'Target.Draining', '') },
  ]
  const group = { arn, type: 'ip', port: 80, targets } as const
  const { call } = callTo('elasticloadbalancing', loadBalancing([group], now))
  const port = targetGroups(call)
  expect(await port.find(arn)).toEqual({ targetType: 'ip' })
  expect(await port.find(`${arn}1`)).toBeUndefined()
  expect(await port.unhealthy(arn)).toEqual([
    { targetGroup: arn, target: '10.0.0.2:80', state: 'unhealthy', reason: 'timed out' },
    { targetGroup: arn, target: '10.0.0.3:81', state: 'draining', reason: 'Target.Draining' },
  ])
})

test('alarms of both kinds, in parts of a hundred', async () => {
  const states = [{ at: 0, state: 'ALARM', reason: 'many' }] as const
  const names = Array.from({ length: 101 }, (_, index) => `a${index}`)
  const all = names.map((name, index) => ({
    name,
    kind: index === 100 ? ('composite' as const) : ('metric' as const),
    states,
  }))
  const { call, asked } = callTo('cloudwatch', cloudWatch(all, now))
  const found = await cloudWatchAlarms(call)(names)
  expect(found).toHaveLength(101)
  expect(found.at(-1)).toEqual({ name: 'a100', state: 'ALARM', reason: 'many' })
  expect(asked).toHaveLength(2)
})

test('a state of an alarm that nobody knows is not taken for another', async () => {
  const { call } = callTo('cloudwatch', () => ({
    MetricAlarms: [{ AlarmName: 'a', StateValue: 'MAYBE' }],
  }))
  expect(await cloudWatchAlarms(call)(['a'])).toEqual([{ name: 'a', state: 'UNKNOWN', reason: '' }])
})

describe('images of ECR', () => {
  const digest = `sha256:${'a'.repeat(64)}`
  const image = {
    repository: 'shop/web',
    digest,
    tags: ['1.0'],
    status: 'ARCHIVED',
    mediaType: 'x',
    manifest: '{}',
    pushedAt: 0,
  } as const
  const state = {
    account: '123456789012',
    registry: 'https://x',
    password: 'x',
    repositories: ['shop/web'],
    images: [image],
  }
  const find = ecrImages(() => callTo('ecr', ecr(state, now)).call)
  const place = { account: '123456789012', region: 'eu-central-1' }

  test.each([
    ['by tag', { repository: 'shop/web', tag: '1.0' }, { digest, status: 'ARCHIVED' }],
    ['by digest', { repository: 'shop/web', digest }, { digest, status: 'ARCHIVED' }],
    ['no such tag', { repository: 'shop/web', tag: '2.0' }, undefined],
    ['no such repository', { repository: 'shop/no', tag: '1.0' }, undefined],
  ])('%s', async (_, wanted, expected) => {
    expect(await find(place, wanted)).toEqual(expected)
  })

  test.each([
    ['123456789012.dkr.ecr.eu-west-1.amazonaws.com', 'eu-west-1'],
    ['123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn', 'cn-north-1'],
    ['123456789012.dkr.ecr-fips.us-gov-west-1.amazonaws.com', 'us-gov-west-1'],
    ['123456789012.dkr-ecr.eu-west-1.on.aws', 'eu-west-1'],
  ])('%s is a host of ECR', (host, region) => {
    expect(ecrPlace(host)).toEqual({ account: '123456789012', region })
  })

  test.each([
    'public.ecr.aws',
    'ghcr.io',
    '123456789012.dkr.ecr.eu-west-1.amazonaws.com.evil.example',
    '12345.dkr.ecr.eu-west-1.amazonaws.com',
  ])('%s is none', (host) => expect(ecrPlace(host)).toBeUndefined())
})
