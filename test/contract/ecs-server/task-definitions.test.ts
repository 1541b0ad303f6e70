import {
  DeregisterTaskDefinitionCommand,
  DescribeTaskDefinitionCommand,
  ListTaskDefinitionsCommand,
  RegisterTaskDefinitionCommand,
  RunTaskCommand,
} from '@aws-sdk/client-ecs'
import { webScenario } from '@ci-kit/local-aws/scenario'
import { expect, test } from '@jest/globals'
import { simulated } from './simulated.ts'

const document = {
  family: 'api',
  containerDefinitions: [{ name: 'api', image: 'api:v1' }],
  tags: [{ key: 'team', value: 'shop' }],
}

test('revisions count up in their family, and tags are told on request', async () => {
  const { client } = await simulated()
  const register = () => client.send(new RegisterTaskDefinitionCommand(document))
  expect((await register()).taskDefinition?.revision).toBe(1)
  expect(await register()).toMatchObject({
    taskDefinition: { revision: 2, status: 'ACTIVE', family: 'api' },
    tags: document.tags,
  })
  const describe = (taskDefinition: string, include: 'TAGS'[]) =>
    client.send(new DescribeTaskDefinitionCommand({ taskDefinition, include }))
  expect((await describe('api', ['TAGS'])).tags).toEqual(document.tags)
  expect((await describe('api:1', [])).tags).toBeUndefined()
  await expect(describe('other', [])).rejects.toMatchObject({
    name: 'ClientException',
    message: 'Unable to describe task definition.',
  })
})

test('one that is deregistered is told of, not listed, and does not run', async () => {
  const { client } = await simulated({ scenario: webScenario() })
  await client.send(new DeregisterTaskDefinitionCommand({ taskDefinition: 'web:2' }))
  const list = async (status: 'ACTIVE' | 'INACTIVE') =>
    (await client.send(new ListTaskDefinitionsCommand({ familyPrefix: 'web', status })))
      .taskDefinitionArns
  expect(await list('ACTIVE')).toEqual([expect.stringMatching(/web:1$/)])
  expect(await list('INACTIVE')).toEqual([expect.stringMatching(/web:2$/)])
  const { taskDefinition } = await client.send(
    new DescribeTaskDefinitionCommand({ taskDefinition: 'web:2' }),
  )
  expect(taskDefinition).toMatchObject({ status: 'INACTIVE', deregisteredAt: expect.any(Date) })
  await expect(
    client.send(new RunTaskCommand({ cluster: 'production', taskDefinition: 'web:2' })),
  ).rejects.toMatchObject({ message: 'TaskDefinition is inactive' })
})

test('a scenario has inactive ones from the start, also under a service', async () => {
  const { taskDefinitions = [], ...rest } = webScenario()
  const [first, second] = taskDefinitions
  if (!first || !second) throw new Error('the scenario lacks task definitions')
  const { client } = await simulated({
    scenario: { ...rest, taskDefinitions: [{ ...first, inactive: true }, second] },
  })
  const { taskDefinition } = await client.send(
    new DescribeTaskDefinitionCommand({ taskDefinition: 'web:1' }),
  )
  expect(taskDefinition?.status).toBe('INACTIVE')
})
