import {
  DescribeTargetGroupsCommand,
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2'
import { GetRoleCommand, IAMClient } from '@aws-sdk/client-iam'
import { queryAnswer } from '@ci-kit/local-aws/query-xml'
import { identity } from '@ci-kit/local-aws/services/identity'
import { loadBalancing } from '@ci-kit/local-aws/services/load-balancing'
import { expect, test } from '@jest/globals'
import { clientConfig } from './asked-service.ts'

test('IAM: a role with its path and its policy percent-encoded', async () => {
  const trust = { Statement: [{ Effect: 'Allow', Principal: { Service: 'a & <b>' } }] }
  const arn = 'arn:aws:iam::123456789012:role/team/shop/web'
  const client = new IAMClient(await clientConfig('iam', identity([{ name: 'web', arn, trust }])))
  const { Role } = await client.send(new GetRoleCommand({ RoleName: 'web' }))
  expect(Role).toMatchObject({ Arn: arn, Path: '/team/shop/', RoleName: 'web' })
  expect(JSON.parse(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? ''))).toEqual(trust)
  await expect(client.send(new GetRoleCommand({ RoleName: 'none' }))).rejects.toMatchObject({
    name: 'NoSuchEntityException',
    message: 'The role with name none cannot be found.',
  })
})

test('Elastic Load Balancing: groups by ARN, health over time', async () => {
  const arn = (name: string) =>
    `arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/${name}/0123456789abcdef`
  let time = 0
  const health = [
    { at: 0, state: 'initial', reason: 'Elb.RegistrationInProgress', description: '' },
    { at: 9, state: 'unhealthy', reason: 'Target.Timeout', description: 'Request timed out' },
  ]
  const groups = [
    { arn: arn('web'), type: 'ip', port: 80, targets: [{ id: '10.0.0.1', port: 80, health }] },
    { arn: arn('api'), type: 'instance', port: 81, targets: [] },
  ] as const
  const client = new ElasticLoadBalancingV2Client(
    await clientConfig(
      'elasticloadbalancing',
      loadBalancing(groups, () => time),
    ),
  )
  const found = await client.send(
    new DescribeTargetGroupsCommand({ TargetGroupArns: [arn('api'), arn('web')] }),
  )
  expect(found.TargetGroups?.map((each) => [each.TargetGroupName, each.TargetType])).toEqual([
    ['api', 'instance'],
    ['web', 'ip'],
  ])
  const ask = async () =>
    (await client.send(new DescribeTargetHealthCommand({ TargetGroupArn: arn('web') })))
      .TargetHealthDescriptions?.[0]
  expect((await ask())?.TargetHealth).toEqual({
    State: 'initial',
    Reason: 'Elb.RegistrationInProgress',
  })
  time = 9
  expect(await ask()).toMatchObject({
    Target: { Id: '10.0.0.1', Port: 80 },
    TargetHealth: { State: 'unhealthy', Description: 'Request timed out' },
  })
  await expect(
    client.send(new DescribeTargetGroupsCommand({ TargetGroupArns: [arn('none')] })),
  ).rejects.toMatchObject({ name: 'TargetGroupNotFoundException' })
})

test('an answer is escaped, and what is undefined is left out', () => {
  const xml = queryAnswer('Op', { A: '<&>\r', B: undefined, C: [], D: [{ E: 1 }] })
  expect(xml).toContain('<A>&#60;&#38;&#62;&#13;</A><C></C><D><member><E>1</E></member></D>')
  expect(xml).not.toContain('<B>')
})
