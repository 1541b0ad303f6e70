import { taskRequest } from '@ci-kit/ecs/tasks/task-request'
import { expect, test } from '@jest/globals'
import { definition, oneOff, service } from './samples.ts'

const awsvpcConfiguration = service.networkConfiguration.awsvpcConfiguration

test('a task like its service', () => {
  expect(taskRequest(oneOff())).toEqual({
    taskDefinition: 'arn:aws:ecs:eu-west-1:1:task-definition/shop:7',
    count: 1,
    startedBy: 'GitHub-Actions',
    launchType: 'FARGATE',
    platformVersion: '1.4.0',
    networkConfiguration: { awsvpcConfiguration },
  })
})

const strategy = [{ capacityProvider: 'FARGATE_SPOT', weight: 1 }]
const bridge = { ...definition, networkMode: 'bridge' }

test.each([
  ['without a service it is Fargate', { service: undefined, subnets: ['s'] }, 'FARGATE', undefined],
  ['a given launch type', { launchType: 'EC2' as const }, 'EC2', undefined],
  [
    'a given strategy has no launch type',
    { capacityProviderStrategy: strategy },
    undefined,
    strategy,
  ],
  [
    'the strategy of the service',
    { service: { ...service, capacityProviderStrategy: strategy } },
    undefined,
    strategy,
  ],
  [
    'neither is the default of the cluster',
    { service: { networkConfiguration: service.networkConfiguration } },
    undefined,
    undefined,
  ],
])('capacity: %s', (_, changed, launchType, capacityProviderStrategy) => {
  const request = taskRequest(oneOff(changed))
  expect(request.launchType).toEqual(launchType)
  expect(request.capacityProviderStrategy).toEqual(capacityProviderStrategy)
})

test.each([
  ['EC2 has no platform', { launchType: 'EC2' as const }, undefined],
  ['LATEST is not said', { service: { ...service, platformVersion: 'LATEST' } }, undefined],
  ['Fargate by hand keeps it', { launchType: 'FARGATE' as const }, '1.4.0'],
])('platform: %s', (_, changed, platformVersion) => {
  expect(taskRequest(oneOff(changed)).platformVersion).toBe(platformVersion)
})

test.each([
  ['given subnets', { subnets: ['mine'] }, { ...awsvpcConfiguration, subnets: ['mine'] }],
  [
    'given groups and address',
    { securityGroups: ['g'], assignPublicIp: 'ENABLED' as const },
    { ...awsvpcConfiguration, securityGroups: ['g'], assignPublicIp: 'ENABLED' },
  ],
  ['no service', { service: undefined, subnets: ['s'] }, { subnets: ['s'] }],
])('network: %s', (_, changed, expected) => {
  expect(taskRequest(oneOff(changed)).networkConfiguration).toEqual({
    awsvpcConfiguration: expected,
  })
})

test.each([
  ['bridge', bridge],
  ['no mode, which is bridge', { containerDefinitions: definition.containerDefinitions }],
])('network: %s has none, even when it is given', (_, changed) => {
  const request = taskRequest(oneOff({ definition: changed, subnets: ['s'] }))
  expect(Object.keys(request)).not.toContain('networkConfiguration')
})

test('overrides, tags and a volume are sent as they are', () => {
  const overrides = [{ name: 'api', command: ['migrate', '--all'], newMember: 1 }]
  const tags = [{ key: 'k', value: 'v' }]
  const volume = { name: 'data', settings: { roleArn: 'r', sizeInGiB: 5 } }
  expect(taskRequest(oneOff({ overrides, tags, volume, managedTags: false }))).toMatchObject({
    overrides: { containerOverrides: overrides },
    tags,
    enableECSManagedTags: false,
    volumeConfigurations: [{ name: 'data', managedEBSVolume: { roleArn: 'r', sizeInGiB: 5 } }],
  })
})

test('no subnets at all', () => {
  expect(() => taskRequest(oneOff({ service: undefined }))).toThrow(/awsvpc.*'run-task-subnets'/)
})

test('an override of a container that is not there', () => {
  expect(() => taskRequest(oneOff({ overrides: [{ name: 'apo' }] }))).toThrow(
    /'apo'.*has api, agent/,
  )
})
