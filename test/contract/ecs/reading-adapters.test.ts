import { AwsRefusal } from '@ci-kit/aws/aws-call'
import { type AwsServices, awsServices } from '@ci-kit/aws/aws-services'
import { systemClock } from '@ci-kit/core/adapters/system-clock'
import { cloudWatchAlarms } from '@ci-kit/ecs/adapters/alarms'
import { ecrImages } from '@ci-kit/ecs/adapters/ecr-images'
import { iamRoles } from '@ci-kit/ecs/adapters/iam'
import { logGroups } from '@ci-kit/ecs/adapters/log-groups'
import { parameterStore, secretsManager } from '@ci-kit/ecs/adapters/secrets'
import { targetGroups } from '@ci-kit/ecs/adapters/target-groups'
import { accessDenied } from '@ci-kit/local-aws/faults'
import { type EcsServer, startEcsServer } from '@ci-kit/local-aws/server'
import { cloudWatch } from '@ci-kit/local-aws/services/cloudwatch'
import { ecr } from '@ci-kit/local-aws/services/ecr'
import { identity } from '@ci-kit/local-aws/services/identity'
import { loadBalancing } from '@ci-kit/local-aws/services/load-balancing'
import { cloudWatchLogs } from '@ci-kit/local-aws/services/logs'
import * as fakes from '@ci-kit/local-aws/services/secrets'
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals'

const NAME = 'arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/web/0'
const SECRET = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:db-AbCdEf'
const ROLE = 'arn:aws:iam::123456789012:role/team/web'
const DIGEST = `sha256:${'a'.repeat(64)}`
const now = () => 0
const trust = { Statement: [{ Effect: 'Allow', Principal: { Service: 'x & <y>' } }] }

const handlers = {
  iam: identity([{ name: 'web', arn: ROLE, trust }]),
  secretsmanager: fakes.secretsManager([
    { name: 'db', arn: SECRET, versions: { v1: ['AWSCURRENT'] } },
  ]),
  ssm: fakes.parameterStore(['/shop/key']),
  logs: cloudWatchLogs([{ name: '/ecs/web', streams: [] }], now),
  elasticloadbalancing: loadBalancing(
    [
      {
        arn: NAME,
        type: 'ip',
        port: 80,
        targets: [
          {
            id: '10.0.0.1',
            port: 80,
            health: [{ at: 0, state: 'unhealthy', reason: 'Target.Timeout', description: '' }],
          },
        ],
      },
    ],
    now,
  ),
  monitoring: cloudWatch(
    [{ name: 'all', kind: 'composite', states: [{ at: 0, state: 'ALARM', reason: 'many' }] }],
    now,
  ),
  ecr: ecr(
    {
      account: '123456789012',
      registry: 'https://x',
      password: 'x',
      repositories: ['web'],
      images: [
        {
          repository: 'web',
          digest: DIGEST,
          tags: ['1'],
          status: 'ARCHIVED',
          mediaType: 'x',
          manifest: '{}',
          pushedAt: 0,
        },
      ],
    },
    now,
  ),
}

let server: EcsServer
let services: AwsServices
const before = { ...process.env }

beforeAll(async () => {
  const scenario = { faults: [accessDenied('DescribeTargetHealth', '*', 'elasticloadbalancing')] }
  server = await startEcsServer({ services: handlers, scenario })
  // The SDK reads its settings from the process.
  Object.assign(process.env, server.env())
  services = awsServices({
    region: 'eu-central-1',
    env: {},
    cancellation: new AbortController().signal,
    clock: systemClock,
  })
})
afterEach(() => expect([...server.violations, ...server.unknownMembers]).toEqual([]))
afterAll(async () => {
  for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name]
  Object.assign(process.env, before)
  await server.close()
})

test('IAM', async () => {
  const role = iamRoles(services('iam'))
  expect(await role('web')).toEqual({ arn: ROLE, trust })
  expect(await role('none')).toBeUndefined()
})

test('Secrets Manager and Parameter Store', async () => {
  const secret = secretsManager(() => services('secretsmanager'))
  expect(await secret(SECRET, 'eu-central-1')).toEqual({
    isDeleted: false,
    versions: new Map([['v1', ['AWSCURRENT']]]),
  })
  expect(await secret('none', 'eu-central-1')).toBeUndefined()
  const parameters = parameterStore(() => services('ssm'))
  expect(await parameters(['/shop/key', 'x'], 'eu-central-1')).toEqual(new Set(['/shop/key']))
})

test('CloudWatch Logs', async () => {
  const has = logGroups(() => services('logs'))
  expect(await has('/ecs/web', 'eu-central-1')).toBe(true)
  expect(await has('/ecs', 'eu-central-1')).toBe(false)
})

test('Elastic Load Balancing, and a permission that is missing', async () => {
  const groups = targetGroups(services('elbv2'))
  expect(await groups.find(NAME)).toEqual({ targetType: 'ip' })
  expect(await groups.find(`${NAME}1`)).toBeUndefined()
  const refused = groups.unhealthy(NAME)
  await expect(refused).rejects.toBeInstanceOf(AwsRefusal)
  await expect(refused).rejects.toMatchObject({
    denied: true,
    action: 'elasticloadbalancing:DescribeTargetHealth',
  })
})

test('CloudWatch', async () => {
  expect(await cloudWatchAlarms(services('cloudwatch'))(['all', 'none'])).toEqual([
    { name: 'all', state: 'ALARM', reason: 'many' },
  ])
})

test('ECR', async () => {
  const find = ecrImages(() => services('ecr'))
  const place = { account: '123456789012', region: 'eu-central-1' }
  expect(await find(place, { repository: 'web', tag: '1' })).toEqual({
    digest: DIGEST,
    status: 'ARCHIVED',
  })
  expect(await find(place, { repository: 'web', tag: '2' })).toBeUndefined()
  expect(await find(place, { repository: 'none', tag: '1' })).toBeUndefined()
})
