import { CloudWatchClient } from '@aws-sdk/client-cloudwatch'
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs'
import { CodeDeployClient } from '@aws-sdk/client-codedeploy'
import { ECRClient } from '@aws-sdk/client-ecr'
import { ECSClient } from '@aws-sdk/client-ecs'
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2'
import { EventBridgeClient } from '@aws-sdk/client-eventbridge'
import { IAMClient } from '@aws-sdk/client-iam'
import { SchedulerClient } from '@aws-sdk/client-scheduler'
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { SSMClient } from '@aws-sdk/client-ssm'
import { partition } from '@aws-sdk/core/client'
import { hostOf, signingRegion } from '@ci-kit/aws/endpoints'
import { describe, expect, test } from '@jest/globals'

const OFFICIAL = {
  ecs: new ECSClient({}),
  ecr: new ECRClient({}),
  logs: new CloudWatchLogsClient({}),
  cloudwatch: new CloudWatchClient({}),
  codedeploy: new CodeDeployClient({}),
  events: new EventBridgeClient({}),
  secretsmanager: new SecretsManagerClient({}),
  ssm: new SSMClient({}),
  elbv2: new ElasticLoadBalancingV2Client({}),
  iam: new IAMClient({}),
  scheduler: new SchedulerClient({}),
}

const SERVICES = [
  'ecs',
  'ecr',
  'logs',
  'cloudwatch',
  'codedeploy',
  'events',
  'secretsmanager',
  'ssm',
  'elbv2',
  'iam',
  'scheduler',
] as const

const PLAIN = ['eu-central-1', 'us-east-1', 'cn-north-1', 'cn-northwest-1', 'us-gov-west-1']
const ISOLATED = [
  'us-iso-east-1',
  'us-isob-east-1',
  'eu-isoe-west-1',
  'us-isof-south-1',
  'eusc-de-east-1',
]

const wishes = [
  ...[...PLAIN, ...ISOLATED].map((region) => ({ region, fips: false, dualStack: false })),
  ...['us-east-1', 'us-gov-west-1'].flatMap((region) => [
    { region, fips: true, dualStack: false },
    { region, fips: false, dualStack: true },
    { region, fips: true, dualStack: true },
  ]),
  { region: 'cn-north-1', fips: false, dualStack: true },
]

describe.each(SERVICES)('%s is where its own client looks for it', (service) => {
  test.each(
    wishes.filter((wish) => service !== 'iam' || !wish.region.startsWith('cn') || !wish.dualStack),
  )('%j', (wish) => {
    const { region, fips, dualStack } = wish
    const parameters = { Region: region, UseFIPS: fips, UseDualStack: dualStack }
    const official = OFFICIAL[service].config.endpointProvider(parameters)
    const found = partition(region)
    expect(hostOf(service, wish, found)).toBe(official.url.host)
    const [scheme] = Object(official.properties?.authSchemes ?? [])
    expect(signingRegion(service, region, found)).toBe(scheme?.signingRegion ?? region)
  })
})

test('the public registry', () => {
  const wish = { region: 'us-east-1', fips: false, dualStack: false }
  expect(hostOf('ecr-public', wish, partition('us-east-1'))).toBe(
    'api.ecr-public.us-east-1.amazonaws.com',
  )
})
