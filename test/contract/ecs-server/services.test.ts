import {
  CreateServiceCommand,
  DeregisterTaskDefinitionCommand,
  DescribeClustersCommand,
  DescribeServiceRevisionsCommand,
  DescribeServicesCommand,
  ListServiceDeploymentsCommand,
  ListServicesCommand,
  UpdateServiceCommand,
  type UpdateServiceCommandInput,
} from '@aws-sdk/client-ecs'
import { webScenario, webTask } from '@ci-kit/local-aws/scenario'
import { describe, expect, test } from '@jest/globals'
import { deployed } from './deployed.ts'
import { simulated } from './simulated.ts'

const place = { cluster: 'production', service: 'web' }

describe('UpdateService', () => {
  test.each<[string, Partial<UpdateServiceCommandInput>, boolean]>([
    ['desiredCount', { desiredCount: 5 }, false],
    ['deploymentConfiguration', { deploymentConfiguration: { maximumPercent: 150 } }, false],
    ['the same task definition', { taskDefinition: 'web:2' }, false],
    ['the family of it', { taskDefinition: 'web' }, false],
    ['volumes that are none', { volumeConfigurations: [] }, false],
    ['another task definition', { taskDefinition: 'web:1' }, true],
    ['forceNewDeployment', { forceNewDeployment: true }, true],
    ['platformVersion', { platformVersion: '1.3.0' }, true],
  ])('with %s', async (_, changes, starts) => {
    const { client } = await simulated({ scenario: webScenario() })
    await client.send(new UpdateServiceCommand({ ...place, ...changes }))
    const { serviceDeployments } = await client.send(new ListServiceDeploymentsCommand(place))
    expect(serviceDeployments).toHaveLength(starts ? 3 : 2)
  })

  test('keeps what it is told', async () => {
    const { client } = await simulated({ scenario: webScenario() })
    const { service } = await client.send(
      new UpdateServiceCommand({ ...place, desiredCount: 5, enableExecuteCommand: true }),
    )
    expect(service).toMatchObject({ desiredCount: 5, enableExecuteCommand: true, runningCount: 5 })
  })

  test('refuses what cannot start, and starts nothing', async () => {
    const { client } = await simulated({ scenario: webScenario() })
    await client.send(new DeregisterTaskDefinitionCommand({ taskDefinition: 'web:1' }))
    const update = (input: UpdateServiceCommandInput) =>
      client.send(new UpdateServiceCommand(input))
    await expect(update({ ...place, taskDefinition: 'web:1' })).rejects.toMatchObject({
      name: 'ClientException',
      message: 'TaskDefinition is inactive',
    })
    await expect(update({ ...place, taskDefinition: 'web:9' })).rejects.toMatchObject({
      message: 'TaskDefinition not found.',
    })
    await expect(update({ ...place, service: 'api' })).rejects.toMatchObject({
      name: 'ServiceNotFoundException',
    })
    await expect(update({ ...place, cluster: 'staging' })).rejects.toMatchObject({
      name: 'ClusterNotFoundException',
    })
    const { serviceDeployments } = await client.send(new ListServiceDeploymentsCommand(place))
    expect(serviceDeployments).toHaveLength(2)
  })

  test('stops the deployment before it', async () => {
    const { client, list } = await deployed()
    await client.send(new UpdateServiceCommand({ ...place, forceNewDeployment: true }))
    expect((await list()).map(({ status }) => status)).toEqual([
      'PENDING',
      'STOPPED',
      'SUCCESSFUL',
      'SUCCESSFUL',
    ])
  })

  test('of a service that is gone is refused', async () => {
    const { client } = await simulated({
      scenario: webScenario({ service: { settings: { status: 'INACTIVE' } } }),
    })
    await expect(
      client.send(new UpdateServiceCommand({ ...place, forceNewDeployment: true })),
    ).rejects.toMatchObject({ name: 'ServiceNotActiveException' })
  })

  test('of a service of CodeDeploy takes no task definition', async () => {
    const { client } = await simulated({
      scenario: webScenario({
        service: { settings: { deploymentController: { type: 'CODE_DEPLOY' } } },
      }),
    })
    await expect(
      client.send(new UpdateServiceCommand({ ...place, taskDefinition: 'web:1' })),
    ).rejects.toMatchObject({ message: expect.stringContaining('CODE_DEPLOY') })
  })
})

describe('reading services', () => {
  test('names those that are missing', async () => {
    const { client } = await simulated({ scenario: webScenario() })
    const { services, failures } = await client.send(
      new DescribeServicesCommand({ cluster: 'production', services: ['web', 'api'] }),
    )
    expect(services?.map(({ serviceName }) => serviceName)).toEqual(['web'])
    expect(failures).toMatchObject([{ arn: expect.stringMatching(/api$/), reason: 'MISSING' }])
  })

  test('takes ten at most', async () => {
    const { client } = await simulated({ scenario: webScenario() })
    const services = Array.from({ length: 11 }, (_, n) => `web-${n}`)
    await expect(
      client.send(new DescribeServicesCommand({ cluster: 'production', services })),
    ).rejects.toMatchObject({ name: 'InvalidParameterException' })
  })

  test('knows the past: newest first, by status, by time, in pages', async () => {
    const { client } = await simulated({
      scenario: webScenario({
        service: {
          history: [
            { taskDefinition: 'web:1', age: 9000, withoutRevision: true },
            { taskDefinition: 'web:2', age: 6000, status: 'ROLLBACK_SUCCESSFUL' },
            { taskDefinition: 'web:1', age: 3000 },
          ],
        },
      }),
    })
    const list = async (wanted: object) =>
      client.send(new ListServiceDeploymentsCommand({ ...place, ...wanted }))
    const { serviceDeployments: all = [] } = await list({})
    expect(all.map(({ status }) => status)).toEqual([
      'SUCCESSFUL',
      'ROLLBACK_SUCCESSFUL',
      'SUCCESSFUL',
    ])
    expect(
      all.map(({ targetServiceRevisionArn }) => targetServiceRevisionArn !== undefined),
    ).toEqual([true, true, false])
    const good = await list({ status: ['SUCCESSFUL'] })
    expect(good.serviceDeployments).toHaveLength(2)
    const late = await list({ createdAt: { after: all[1]?.createdAt } })
    expect(late.serviceDeployments).toHaveLength(2)
    const first = await list({ maxResults: 2 })
    expect(first.serviceDeployments).toHaveLength(2)
    const second = await list({ maxResults: 2, nextToken: first.nextToken })
    expect(second).toMatchObject({ serviceDeployments: [all[2]] })
    expect(second.nextToken).toBeUndefined()
  })

  test('tells what a revision resolved its images to', async () => {
    const tagged = { family: 'api', containerDefinitions: [{ name: 'api', image: 'api:v1' }] }
    const { client } = await simulated({
      scenario: {
        taskDefinitions: [{ document: tagged }],
        services: [{ name: 'api', history: [{ taskDefinition: 'api:1', age: 1000 }] }],
        digests: { 'api:v1': 'sha256:1234' },
      },
    })
    const { serviceDeployments } = await client.send(
      new ListServiceDeploymentsCommand({ cluster: 'production', service: 'api' }),
    )
    const arn = serviceDeployments?.[0]?.targetServiceRevisionArn ?? ''
    const { serviceRevisions, failures } = await client.send(
      new DescribeServiceRevisionsCommand({ serviceRevisionArns: [arn, `${arn}0`] }),
    )
    expect(serviceRevisions).toMatchObject([
      {
        taskDefinition: expect.stringMatching(/api:1$/),
        containerImages: [{ containerName: 'api', image: 'api:v1', imageDigest: 'sha256:1234' }],
      },
    ])
    expect(failures).toMatchObject([{ arn: `${arn}0`, reason: 'MISSING' }])
  })

  test('lists services and knows the cluster', async () => {
    const { client } = await simulated({ scenario: webScenario() })
    const { serviceArns } = await client.send(new ListServicesCommand({ cluster: 'production' }))
    expect(serviceArns).toEqual([expect.stringMatching(/service\/production\/web$/)])
    const { clusters, failures } = await client.send(
      new DescribeClustersCommand({ clusters: ['production', 'staging'] }),
    )
    expect(clusters).toMatchObject([{ clusterName: 'production', status: 'ACTIVE' }])
    expect(failures).toMatchObject([{ reason: 'MISSING' }])
  })
})

test('a service is created once, and then deploys', async () => {
  const { client, server } = await simulated({
    scenario: { taskDefinitions: [{ document: webTask('c') }] },
  })
  const create = () =>
    client.send(
      new CreateServiceCommand({
        cluster: 'production',
        serviceName: 'web',
        taskDefinition: 'web',
        desiredCount: 3,
        launchType: 'FARGATE',
        networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-1'] } },
      }),
    )
  expect((await create()).service).toMatchObject({ desiredCount: 3, launchType: 'FARGATE' })
  server.advance(60_000)
  const { serviceDeployments } = await client.send(new ListServiceDeploymentsCommand(place))
  expect(serviceDeployments).toMatchObject([{ status: 'SUCCESSFUL' }])
  await expect(create()).rejects.toMatchObject({ name: 'InvalidParameterException' })
})
