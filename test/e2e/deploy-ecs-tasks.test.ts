import type { Json } from '@ci-kit/core/json'
import { describe, expect, test } from '@jest/globals'
import { onlyRequest, operationsOf, taskDefinitionArn } from './deploy-ecs-requests.ts'
import { BRIDGE, LOGGING, taskStep } from './deploy-ecs-task-step.ts'
import { type EcsStepResult, inAdvance } from './deploy-ecs-workbench.ts'

const OVERRIDES = [{ name: 'web', command: ['migrate', '--all'] }]
const SPOT = [{ capacityProvider: 'FARGATE_SPOT', weight: 1 }]
const result = inAdvance({
  inherited: () =>
    taskStep({ 'run-task-container-overrides': JSON.stringify(OVERRIDES) }, { task: LOGGING }),
  own: () =>
    taskStep({
      'run-task-subnets': 'subnet-1, subnet-2',
      'run-task-security-groups': 'sg-1',
      'run-task-assign-public-IP': 'ENABLED',
      'run-task-launch-type': 'EC2',
      'run-task-started-by': 'release',
      'run-task-tags': '[{"key":"for","value":"release"}]',
      'enable-ecs-managed-tags': 'true',
      'wait-for-task-stopped': 'false',
      'run-task-managed-ebs-volume-name': 'data',
      'run-task-managed-ebs-volume':
        '{"sizeInGiB":5,"roleArn":"arn:aws:iam::123456789012:role/ecs"}',
    }),
  spot: () =>
    taskStep({
      'run-task-capacity-provider-strategy': JSON.stringify(SPOT),
      'enable-ecs-managed-tags': 'false',
    }),
  bridge: () =>
    taskStep(
      {},
      { task: BRIDGE, settings: { launchType: 'EC2', networkConfiguration: undefined } },
    ),
  alone: () => taskStep({ service: '', 'run-task-subnets': 'subnet-1' }),
  after: () => taskStep({ 'run-task-when': 'after' }),
})

/** The only RunTask, without the token that keeps a retry from starting a second task. */
const runOf = (step: EcsStepResult): Json => {
  const { clientToken, ...rest } = onlyRequest(step, 'RunTask')
  expect(clientToken).toEqual(expect.any(String))
  return rest
}

const NETWORK = {
  awsvpcConfiguration: {
    subnets: ['subnet-0a1b2c3d4e5f60718'],
    securityGroups: ['sg-0a1b2c3d4e5f60718'],
    assignPublicIp: 'DISABLED',
  },
}
const COMMON = {
  cluster: 'production',
  count: 1,
  startedBy: 'GitHub-Actions',
  taskDefinition: taskDefinitionArn('web:3'),
}

describe('the one-off task', () => {
  test('takes network and launch type of the service, shows its log and comes before the service', () => {
    const { exitCode, outputs, log } = result('inherited')
    expect(runOf(result('inherited'))).toEqual({
      ...COMMON,
      launchType: 'FARGATE',
      networkConfiguration: NETWORK,
      overrides: { containerOverrides: OVERRIDES },
    })
    expect({ exitCode, ...outputs }).toMatchObject({ exitCode: 0, outcome: 'succeeded' })
    expect(JSON.parse(outputs['run-task-arn'] ?? '')).toEqual([
      expect.stringContaining(':task/production/'),
    ])
    expect(log).toContain('web | migrating\n')
    expect(log).toMatch(/Task \w+ succeeded\./)
    const order = operationsOf(result('inherited'))
    expect(order.indexOf('RunTask')).toBeGreaterThan(order.indexOf('RegisterTaskDefinition'))
    expect(order.indexOf('UpdateService')).toBeGreaterThan(order.lastIndexOf('DescribeTasks'))
  })

  test('takes what the inputs say instead', () => {
    expect(runOf(result('own'))).toEqual({
      ...COMMON,
      startedBy: 'release',
      launchType: 'EC2',
      networkConfiguration: {
        awsvpcConfiguration: {
          subnets: ['subnet-1', 'subnet-2'],
          securityGroups: ['sg-1'],
          assignPublicIp: 'ENABLED',
        },
      },
      tags: [{ key: 'for', value: 'release' }],
      enableECSManagedTags: true,
      volumeConfigurations: [
        {
          name: 'data',
          managedEBSVolume: { sizeInGiB: 5, roleArn: 'arn:aws:iam::123456789012:role/ecs' },
        },
      ],
    })
    expect(operationsOf(result('own'))).not.toContain('DescribeTasks')
  })

  test('has no launch type beside capacity providers', () => {
    expect(runOf(result('spot'))).toEqual({
      ...COMMON,
      capacityProviderStrategy: SPOT,
      networkConfiguration: NETWORK,
      enableECSManagedTags: false,
    })
  })

  test('has no network in bridge mode', () => {
    expect(runOf(result('bridge'))).toEqual({ ...COMMON, launchType: 'EC2' })
  })

  test('runs on Fargate without a service', () => {
    const { exitCode, outputs } = result('alone')
    expect(runOf(result('alone'))).toEqual({
      ...COMMON,
      launchType: 'FARGATE',
      networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-1'] } },
    })
    expect({ exitCode, outcome: outputs.outcome }).toEqual({ exitCode: 0, outcome: 'registered' })
  })

  test('comes after the service where that is wanted', () => {
    const order = operationsOf(result('after'))
    expect(order.indexOf('RunTask')).toBeGreaterThan(order.indexOf('UpdateService'))
    expect(result('after').outputs.outcome).toBe('succeeded')
  })
})
