import type { Json } from '@ci-kit/core/json'
import { createRequest } from '@ci-kit/ecs/services/create-request'
import { expect, test } from '@jest/globals'
import { revision } from './a-service.ts'

const service = (networkMode = 'awsvpc', settings = {}) => ({
  name: 'web',
  taskDefinition: revision(1),
  networkMode,
  settings,
})
const NETWORK = { networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-a'] } } }

test('a service is created from the document, with members that nobody knows', () => {
  const document = { ...NETWORK, desiredCount: 1, launchType: 'FARGATE', fooBar: { baz: [1] } }
  expect(createRequest(document, service())).toEqual({
    ...document,
    serviceName: 'web',
    taskDefinition: revision(1),
  })
})

test('settings are put over the document, and force is none of them', () => {
  const document = {
    ...NETWORK,
    desiredCount: 1,
    deploymentConfiguration: { minimumHealthyPercent: 50, maximumPercent: 200 },
  }
  const settings = {
    desiredCount: 3,
    forceNewDeployment: true,
    deployment: { maximumPercent: 150 },
    enableEcsManagedTags: true,
  }
  expect(createRequest(document, service('awsvpc', settings))).toEqual({
    ...NETWORK,
    serviceName: 'web',
    taskDefinition: revision(1),
    desiredCount: 3,
    enableECSManagedTags: true,
    deploymentConfiguration: { minimumHealthyPercent: 50, maximumPercent: 150 },
  })
})

test('neither a daemon nor a bridge needs what others need', () => {
  expect(createRequest({ schedulingStrategy: 'DAEMON' }, service('bridge'))).toEqual({
    schedulingStrategy: 'DAEMON',
    serviceName: 'web',
    taskDefinition: revision(1),
  })
})

test.each<[string, Json, string, string]>([
  ['another name', { serviceName: 'api' }, 'bridge', 'its serviceName is "api"'],
  ['a task definition', { taskDefinition: 'web:1' }, 'bridge', "it has 'taskDefinition'"],
  ['a cluster', { cluster: 'other' }, 'bridge', "it has 'cluster'"],
  ['EXTERNAL', { deploymentController: { type: 'EXTERNAL' } }, 'bridge', 'EXTERNAL'],
  ['CODE_DEPLOY', { deploymentController: { type: 'CODE_DEPLOY' } }, 'bridge', 'CODE_DEPLOY'],
  ['no count', NETWORK, 'awsvpc', "set 'desired-count'"],
  ['a count that is none', { desiredCount: '2' }, 'bridge', 'no whole number'],
  ['a daemon with a count', { schedulingStrategy: 'DAEMON', desiredCount: 1 }, 'bridge', 'DAEMON'],
  ['no subnets', { desiredCount: 1 }, 'awsvpc', 'needs subnets'],
  [
    'an empty list of subnets',
    { desiredCount: 1, networkConfiguration: { awsvpcConfiguration: { subnets: [] } } },
    'awsvpc',
    'needs subnets',
  ],
  ['a network for a bridge', { desiredCount: 1, ...NETWORK }, 'bridge', 'only awsvpc takes'],
  [
    'two kinds of capacity',
    { desiredCount: 1, launchType: 'EC2', capacityProviderStrategy: [] },
    'bridge',
    'Leave one of them out',
  ],
])('%s is refused', (_, document, networkMode, words) => {
  const create = () => createRequest(document, service(networkMode))
  expect(create).toThrow("Service 'web' cannot be created from 'create'")
  expect(create).toThrow(words)
})
