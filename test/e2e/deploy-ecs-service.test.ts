import type { Json } from '@ci-kit/core/json'
import { webScenario, webTask } from '@ci-kit/local-aws/scenario'
import { describe, expect, test } from '@jest/globals'
import { operationsOf, serviceArn, taskDefinitionArn, writesOf } from './deploy-ecs-requests.ts'
import { deployed, type EcsStepResult, inAdvance } from './deploy-ecs-workbench.ts'

const update = (inputs: Readonly<Record<string, string>>, scenario = webScenario()) =>
  deployed({
    scenario,
    files: { 'task.json': JSON.stringify(webTask('c')) },
    inputs: { service: 'web', 'task-definition': 'task.json', ...inputs },
  })

const unchanged = (inputs: Readonly<Record<string, string>> = {}, scenario = webScenario()) =>
  deployed({ scenario, inputs: { service: 'web', ...inputs } })
const result = inAdvance({
  defaultCluster: () =>
    deployed({
      scenario: { ...webScenario(), cluster: 'default' },
      files: { 'task.json': JSON.stringify(webTask('c')) },
      inputs: { service: 'web', cluster: '', 'task-definition': 'task.json' },
    }),
  controller: () =>
    update({}, webScenario({ service: { settings: { deploymentController: { type: 'ECS' } } } })),
  forced: () => unchanged({ 'force-new-deployment': 'true', 'desired-count': '4' }),
  counted: () => unchanged({ 'desired-count': '4' }),
  settings: () =>
    update({
      'minimum-healthy-percent': '50',
      'circuit-breaker': 'rollback',
      'enable-ecs-managed-tags': 'false',
      'propagate-tags': 'SERVICE',
      'wait-for-minutes': '1000',
    }),
  volume: () =>
    update({
      'service-managed-ebs-volume-name': 'data',
      'service-managed-ebs-volume':
        '{"sizeInGiB":10,"roleArn":"arn:aws:iam::123456789012:role/ecs"}',
    }),
  none: () => update({}, webScenario({ service: { desired: 0 } })),
  unwaited: () => update({ 'wait-for-service-stability': 'false' }),
  plan: () => update({ mode: 'plan', 'desired-count': '3' }),
})

/** The only update, without the names of cluster and service. */
const updateOf = ({ asked, log }: EcsStepResult): Json => {
  const [request, ...more] = asked('UpdateService')
  if (request === undefined || more.length > 0) throw new Error(log)
  const { cluster, service, ...rest } = request
  expect({ cluster, service }).toEqual({ cluster: expect.any(String), service: expect.any(String) })
  return rest
}

describe('UpdateService holds what was asked for, and nothing else', () => {
  const taskDefinition = taskDefinitionArn('web:3')
  test.each<['controller' | 'forced' | 'counted' | 'settings' | 'volume', Json]>([
    ['controller', { taskDefinition }],
    [
      'forced',
      { taskDefinition: taskDefinitionArn('web:2'), forceNewDeployment: true, desiredCount: 4 },
    ],
    ['counted', { desiredCount: 4 }],
    [
      'settings',
      {
        taskDefinition,
        enableECSManagedTags: false,
        propagateTags: 'SERVICE',
        deploymentConfiguration: {
          maximumPercent: 200,
          minimumHealthyPercent: 50,
          deploymentCircuitBreaker: { enable: true, rollback: true },
        },
      },
    ],
    [
      'volume',
      {
        taskDefinition,
        volumeConfigurations: [
          {
            name: 'data',
            managedEBSVolume: { sizeInGiB: 10, roleArn: 'arn:aws:iam::123456789012:role/ecs' },
          },
        ],
      },
    ],
  ])('%s', (name, members) => {
    expect(updateOf(result(name))).toEqual(members)
    expect(result(name)).toMatchObject({ exitCode: 0, outputs: { outcome: 'succeeded' } })
  })

  test('and without a cluster it is the default one', () => {
    const { asked, outputs } = result('defaultCluster')
    expect(outputs.outcome).toBe('succeeded')
    expect(asked('DescribeServices')[0]).toEqual({ cluster: 'default', services: ['web'] })
    expect(asked('UpdateService')).toEqual([
      {
        cluster: 'default',
        service: serviceArn('web').replace('production', 'default'),
        taskDefinition,
      },
    ])
  })
})

test('a service that no task runs of is deployed to', () => {
  expect(updateOf(result('none'))).toEqual({ taskDefinition: taskDefinitionArn('web:3') })
  expect(result('none').outputs.outcome).toBe('succeeded')
  expect(result('none').log).toContain('::notice::web runs no task, because its desired count is 0')
})

test('settings that replace no task are in force at once', () => {
  expect(operationsOf(result('counted'))).not.toContain('ListServiceDeployments')
  expect(result('counted').log).toContain('which replace no task')
})

test('nobody waits for a rollout that was only to be started', () => {
  const { outputs, exitCode, log } = result('unwaited')
  expect({ exitCode, ...outputs }).toMatchObject({
    exitCode: 0,
    outcome: 'started',
    changed: 'true',
  })
  expect(log).toContain('Whether it succeeds is not known')
  expect(operationsOf(result('unwaited')).at(-1)).toBe('UpdateService')
})

test('a plan tells what would change and changes nothing', () => {
  const { outputs, log, exitCode, summary, documents } = result('plan')
  expect({ exitCode, ...outputs }).toMatchObject({
    exitCode: 0,
    outcome: 'planned',
    changed: 'true',
  })
  expect(JSON.parse(outputs.plan ?? '')).toMatchObject({
    web: {
      registers: true,
      rolls: true,
      does: 'update',
      settings: ['taskDefinition', 'desiredCount'],
      changes: [{ path: 'containerDefinitions[web].image' }],
    },
  })
  expect(log).toContain('web would roll: its tasks would be replaced. It changes desiredCount.')
  expect(summary).toContain('## Plan')
  expect(documents).toEqual([webTask('c')])
  expect(writesOf(result('plan'))).toEqual([])
})
