import {
  DescribeServicesCommand,
  ListServicesCommand,
  RegisterTaskDefinitionCommand,
} from '@aws-sdk/client-ecs'
import {
  accessDenied,
  concurrentRegistration,
  type Fault,
  hanging,
  serverError,
  throttled,
} from '@ci-kit/local-aws/faults'
import { webScenario } from '@ci-kit/local-aws/scenario'
import { expect, test } from '@jest/globals'
import { simulated } from './simulated.ts'

const describeWeb = () => new DescribeServicesCommand({ cluster: 'production', services: ['web'] })

test.each<[string, Fault, object]>([
  ['throttled', throttled('DescribeServices', 2), { name: 'ThrottlingException' }],
  ['failing', serverError('DescribeServices', 2), { $metadata: { httpStatusCode: 500 } }],
])('an operation is %s so many times', async (_, fault, refusal) => {
  const { client, server } = await simulated({ scenario: webScenario({ faults: [fault] }) })
  for (let n = 0; n < 2; n += 1)
    await expect(client.send(describeWeb())).rejects.toMatchObject(refusal)
  expect((await client.send(describeWeb())).services).toHaveLength(1)
  expect(server.requests.map(({ operation }) => operation)).toEqual(
    Array.from({ length: 3 }, () => 'DescribeServices'),
  )
})

test('one permission is missing, the others are there', async () => {
  const { client } = await simulated({
    scenario: webScenario({ faults: [accessDenied('DescribeServices')] }),
  })
  await expect(client.send(describeWeb())).rejects.toMatchObject({
    name: 'AccessDeniedException',
    message: expect.stringContaining(
      'is not authorized to perform: ecs:DescribeServices on resource: *',
    ),
  })
  const { serviceArns } = await client.send(new ListServicesCommand({ cluster: 'production' }))
  expect(serviceArns).toHaveLength(1)
})

test('a registration meets another one', async () => {
  const { client } = await simulated({ scenario: { faults: [concurrentRegistration(1)] } })
  const register = () =>
    client.send(
      new RegisterTaskDefinitionCommand({
        family: 'api',
        containerDefinitions: [{ name: 'api', image: 'api' }],
      }),
    )
  await expect(register()).rejects.toMatchObject({
    name: 'ClientException',
    message: expect.stringContaining('Too many concurrent attempts'),
  })
  expect((await register()).taskDefinition?.revision).toBe(1)
})

test('a request that hangs ends with its caller', async () => {
  const { client } = await simulated({
    scenario: webScenario({ faults: [hanging('DescribeServices')] }),
  })
  await expect(
    client.send(describeWeb(), { abortSignal: AbortSignal.timeout(200) }),
  ).rejects.toMatchObject({ name: expect.stringMatching(/Abort|Timeout/) })
})
