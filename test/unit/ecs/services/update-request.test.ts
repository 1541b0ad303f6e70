import type { ServiceSettings } from '@ci-kit/ecs/services/service-settings'
import { updateRequest } from '@ci-kit/ecs/services/update-request'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { arnOf, aService, revision } from './a-service.ts'

const NETWORK = { awsvpcConfiguration: { subnets: ['subnet-b', 'subnet-a'] } }
const VOLUMES = [{ name: 'data', managedEBSVolume: { roleArn: 'arn:role', sizeInGiB: 10 } }]

const service = aService({
  document: {
    enableECSManagedTags: true,
    propagateTags: 'SERVICE',
    networkConfiguration: {
      awsvpcConfiguration: { subnets: ['subnet-a', 'subnet-b'], assignPublicIp: 'DISABLED' },
    },
    deploymentConfiguration: { minimumHealthyPercent: 100, maximumPercent: 200 },
    deployments: [{ status: 'PRIMARY', volumeConfigurations: VOLUMES }],
  },
})

describe('what an update holds', () => {
  test.each<[string, string | undefined, ServiceSettings, object]>([
    ['another task definition', revision(2), {}, { taskDefinition: revision(2) }],
    [
      'forced, with a count (case 12)',
      revision(1),
      { forceNewDeployment: true, desiredCount: 4 },
      { taskDefinition: revision(1), forceNewDeployment: true, desiredCount: 4 },
    ],
    [
      'a count that is asked for, although it is the same',
      revision(2),
      { desiredCount: 2 },
      { taskDefinition: revision(2), desiredCount: 2 },
    ],
    ['the count 0 (case 32)', undefined, { desiredCount: 0 }, { desiredCount: 0 }],
    ['tags off', undefined, { enableEcsManagedTags: false }, { enableECSManagedTags: false }],
    ['tags propagated', undefined, { propagateTags: 'NONE' }, { propagateTags: 'NONE' }],
    [
      'other volumes',
      undefined,
      { volumeConfigurations: [{ name: 'data', managedEBSVolume: { sizeInGiB: 20 } }] },
      { volumeConfigurations: [{ name: 'data', managedEBSVolume: { sizeInGiB: 20 } }] },
    ],
    [
      'a capacity provider strategy that is cleared',
      revision(2),
      { capacityProviderStrategy: [] },
      { taskDefinition: revision(2), capacityProviderStrategy: [] },
    ],
    [
      'part of the deployment configuration, over what there is',
      undefined,
      { deployment: { maximumPercent: 150 } },
      { deploymentConfiguration: { minimumHealthyPercent: 100, maximumPercent: 150 } },
    ],
  ])('%s', (_, taskDefinition, settings, members) => {
    expect(updateRequest(service, taskDefinition, settings)?.request).toEqual({
      service: arnOf('web'),
      ...members,
    })
  })

  test.each<[string, ServiceSettings]>([
    ['nothing is asked', {}],
    ['not forced', { forceNewDeployment: false }],
    ['the count is the same', { desiredCount: 2 }],
    ['tags are the same', { enableEcsManagedTags: true, propagateTags: 'SERVICE' }],
    ['subnets are the same in another order', { networkConfiguration: NETWORK }],
    ['volumes are the same', { volumeConfigurations: VOLUMES }],
    ['LATEST is what no platform version means', { platformVersion: 'LATEST' }],
    ['percents are the same', { deployment: { maximumPercent: 200 } }],
    ['no part of the deployment configuration is asked', { deployment: {} }],
    ['no capacity provider is none', { capacityProviderStrategy: [] }],
    ['what is off is off', { enableExecuteCommand: false, healthCheckGracePeriodSeconds: 0 }],
  ])('is nothing when the task definition is the same and %s', (_, settings) => {
    expect(updateRequest(service, revision(1), settings)).toBeUndefined()
  })
})

describe('what starts a deployment', () => {
  test.each<[boolean, string, number, ServiceSettings]>([
    [true, 'a task definition', 2, {}],
    [true, 'force', 1, { forceNewDeployment: true }],
    [true, 'a network', 1, { networkConfiguration: { awsvpcConfiguration: { subnets: ['x'] } } }],
    [true, 'a platform version', 1, { platformVersion: '1.4.0' }],
    [true, 'volumes', 1, { volumeConfigurations: [] }],
    [false, 'a count', 1, { desiredCount: 5 }],
    [false, 'tags', 1, { propagateTags: 'NONE' }],
    [false, 'a deployment configuration', 1, { deployment: { minimumHealthyPercent: 50 } }],
    [
      false,
      'a count beside a network that is the same',
      1,
      { desiredCount: 5, networkConfiguration: NETWORK },
    ],
  ])('%s: %s', (starts, _, number, settings) => {
    expect(updateRequest(service, revision(number), settings)?.startsDeployment).toBe(starts)
  })
})

const settings = fc.record<ServiceSettings>(
  {
    desiredCount: fc.nat(5),
    forceNewDeployment: fc.boolean(),
    enableEcsManagedTags: fc.boolean(),
    propagateTags: fc.constantFrom('SERVICE', 'TASK_DEFINITION', 'NONE'),
    volumeConfigurations: fc.constantFrom([], VOLUMES),
    platformVersion: fc.constantFrom('LATEST', '1.4.0'),
    healthCheckGracePeriodSeconds: fc.nat(100),
    networkConfiguration: fc.constant(NETWORK),
    capacityProviderStrategy: fc.constant([]),
    availabilityZoneRebalancing: fc.constantFrom('ENABLED', 'DISABLED'),
    enableExecuteCommand: fc.boolean(),
    deployment: fc.record({ maximumPercent: fc.constantFrom(150, 200) }),
  },
  { requiredKeys: [] },
)

const SENT_AS: Readonly<Record<string, string>> = {
  enableEcsManagedTags: 'enableECSManagedTags',
  deployment: 'deploymentConfiguration',
}

test('no member is sent that was not asked for', () => {
  fc.assert(
    fc.property(settings, fc.boolean(), (wanted, redefined) => {
      const update = updateRequest(service, revision(redefined ? 2 : 1), wanted)
      const asked = Object.keys(wanted).map((name) => SENT_AS[name] ?? name)
      const allowed = ['service', 'taskDefinition', ...asked]
      expect(allowed).toEqual(expect.arrayContaining(Object.keys(update?.request ?? {})))
      const forced = wanted.forceNewDeployment === true
      expect(update?.request.taskDefinition !== undefined).toBe(redefined || forced)
      expect(update?.request.forceNewDeployment).toBe(forced ? true : undefined)
      if (redefined || forced) expect(update?.startsDeployment).toBe(true)
    }),
  )
})
