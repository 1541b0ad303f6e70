import { describe, expect, test } from '@jest/globals'
import { json, type Reply, startAws } from './answering.ts'

const REPEATABLE = { repeatable: true }

const asking = async (reply: Reply) => startAws(() => reply)

describe('services that speak JSON', () => {
  test('pass on members that nobody knows, both ways', async () => {
    const answer = {
      service: { new: [1, 2.5, 'x', null, { deep: {} }] },
      createdAt: 1.7e9,
      none: null,
    }
    const aws = await asking(json(answer))
    const input = { fooBar: { k: [1, null] }, empty: [], nothing: {}, text: '', $x: 1 }
    expect(await aws.services('ecs')('UpdateService', input, REPEATABLE)).toEqual(answer)
    expect(JSON.parse(aws.asked[0]?.body ?? '')).toEqual(input)
    await aws.close()
  })

  test.each([
    ['ecs', 'AmazonEC2ContainerServiceV20141113', 'ecs', '1.1'],
    ['ecr', 'AmazonEC2ContainerRegistry_V20150921', 'ecr', '1.1'],
    ['ecr-public', 'SpencerFrontendService', 'ecr-public', '1.1'],
    ['logs', 'Logs_20140328', 'logs', '1.1'],
    ['cloudwatch', 'GraniteServiceVersion20100801', 'monitoring', '1.0'],
    ['codedeploy', 'CodeDeploy_20141006', 'codedeploy', '1.1'],
    ['events', 'AWSEvents', 'events', '1.1'],
    ['secretsmanager', 'secretsmanager', 'secretsmanager', '1.1'],
    ['ssm', 'AmazonSSM', 'ssm', '1.1'],
  ] as const)('%s is asked and signed in its own name', async (service, target, name, version) => {
    const aws = await asking(json({ ok: true }))
    expect(await aws.services(service)('DoIt', {}, REPEATABLE)).toEqual({ ok: true })
    expect(aws.asked[0]).toMatchObject({
      method: 'POST',
      url: '/',
      body: '{}',
      headers: {
        'x-amz-target': `${target}.DoIt`,
        'content-type': `application/x-amz-json-${version}`,
        authorization: expect.stringMatching(`/eu-central-1/${name}/aws4_request`),
      },
    })
    expect(JSON.stringify(aws.asked)).not.toContain('aws-secret')
    await aws.close()
  })

  test('are found by an endpoint of their own', async () => {
    const other = await asking(json({ other: true }))
    process.env.AWS_ENDPOINT_URL_CLOUDWATCH_LOGS = process.env.AWS_ENDPOINT_URL ?? ''
    process.env.AWS_ENDPOINT_URL = 'http://127.0.0.1:1'
    expect(await other.services('logs')('GetLogEvents', {}, REPEATABLE)).toEqual({ other: true })
    await other.close()
  })
})

describe('services that speak XML', () => {
  test('target health', async () => {
    const aws = await asking({
      body: `<DescribeTargetHealthResponse xmlns="http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/">
        <DescribeTargetHealthResult><TargetHealthDescriptions><member>
          <Target><Id>10.0.0.1</Id><Port>8080</Port></Target><New>1</New>
          <TargetHealth><State>unhealthy</State><Reason>Target.Timeout</Reason></TargetHealth>
        </member></TargetHealthDescriptions></DescribeTargetHealthResult>
      </DescribeTargetHealthResponse>`,
    })
    const input = { TargetGroupArn: 'arn:x', Targets: [{ Id: '10.0.0.1', Port: 8080 }] }
    expect(await aws.services('elbv2')('DescribeTargetHealth', input, REPEATABLE)).toEqual({
      TargetHealthDescriptions: [
        {
          Target: { Id: '10.0.0.1', Port: 8080 },
          TargetHealth: { State: 'unhealthy', Reason: 'Target.Timeout' },
        },
      ],
    })
    expect(Object.fromEntries(new URLSearchParams(aws.asked[0]?.body))).toEqual({
      Action: 'DescribeTargetHealth',
      Version: '2015-12-01',
      TargetGroupArn: 'arn:x',
      'Targets.member.1.Id': '10.0.0.1',
      'Targets.member.1.Port': '8080',
    })
    await aws.close()
  })

  test('a list of target groups', async () => {
    const aws = await asking({
      body: `<DescribeTargetGroupsResponse><DescribeTargetGroupsResult><TargetGroups>
        <member><TargetGroupArn>a</TargetGroupArn><Port>80</Port><HealthCheckEnabled>true</HealthCheckEnabled>
          <Matcher><HttpCode>200</HttpCode></Matcher><LoadBalancerArns><member>l</member></LoadBalancerArns></member>
        <member><TargetGroupArn>b</TargetGroupArn></member>
      </TargetGroups></DescribeTargetGroupsResult></DescribeTargetGroupsResponse>`,
    })
    const input = { TargetGroupArns: ['a', 'b'] }
    expect(await aws.services('elbv2')('DescribeTargetGroups', input, REPEATABLE)).toEqual({
      TargetGroups: [
        {
          TargetGroupArn: 'a',
          Port: 80,
          HealthCheckEnabled: true,
          Matcher: { HttpCode: '200' },
          LoadBalancerArns: ['l'],
        },
        { TargetGroupArn: 'b' },
      ],
    })
    await aws.close()
  })

  test('a role, signed for the region of IAM', async () => {
    const aws = await asking({
      body: `<GetRoleResponse><GetRoleResult><Role><RoleName>r</RoleName><Arn>arn:r</Arn>
        <AssumeRolePolicyDocument>%7B%7D</AssumeRolePolicyDocument></Role></GetRoleResult></GetRoleResponse>`,
    })
    expect(await aws.services('iam')('GetRole', { RoleName: 'r' }, REPEATABLE)).toEqual({
      Role: { RoleName: 'r', Arn: 'arn:r', AssumeRolePolicyDocument: '%7B%7D' },
    })
    expect(aws.asked[0]?.headers.authorization).toContain('/us-east-1/iam/')
    await aws.close()
  })

  test('a refusal', async () => {
    const aws = await asking({
      status: 404,
      body: `<ErrorResponse><Error><Type>Sender</Type><Code>NoSuchEntity</Code>
        <Message>The role with name r cannot be found.</Message></Error></ErrorResponse>`,
    })
    const refused = aws.services('iam')('GetRole', { RoleName: 'r' }, REPEATABLE)
    await expect(refused).rejects.toMatchObject({
      code: 'NoSuchEntity',
      status: 404,
      message: 'AWS refuses iam:GetRole: NoSuchEntity: The role with name r cannot be found.',
    })
    await aws.close()
  })
})

describe('EventBridge Scheduler', () => {
  const schedule = {
    Name: 'night job',
    GroupName: 'jobs',
    Target: { Arn: 'a', EcsParameters: { TaskDefinitionArn: 't', Newest: { x: [1] } } },
    FlexibleTimeWindow: { Mode: 'OFF' },
    CreationDate: 1.7e9,
    NewMember: null,
  }

  test('reads a schedule whole', async () => {
    const aws = await asking(json(schedule))
    const input = { Name: 'night job', GroupName: 'jobs' }
    expect(await aws.services('scheduler')('GetSchedule', input, REPEATABLE)).toEqual(schedule)
    expect(aws.asked[0]).toMatchObject({
      method: 'GET',
      url: '/schedules/night%20job?groupName=jobs',
      body: '',
    })
    await aws.close()
  })

  test('writes a schedule whole', async () => {
    const aws = await asking(json({ ScheduleArn: 's' }))
    const call = aws.services('scheduler')
    expect(await call('UpdateSchedule', schedule, REPEATABLE)).toEqual({ ScheduleArn: 's' })
    const { Name, ...body } = schedule
    expect(aws.asked[0]).toMatchObject({ method: 'PUT', url: '/schedules/night%20job' })
    expect(aws.asked[0]?.headers['content-type']).toBe('application/json')
    expect(JSON.parse(aws.asked[0]?.body ?? '')).toEqual(body)
    await aws.close()
  })
})
