import { UserError } from '@ci-kit/core/errors'
import { serviceRequest } from '@ci-kit/deploy-ecs/inputs/service-request'
import { describe, expect, test } from '@jest/globals'
import { given } from '../given.ts'

const request = (inputs: Readonly<Record<string, string>>) =>
  serviceRequest(given(inputs), 'web', ['api'])

test('what is empty is not sent: ECS clears what it is sent as empty', () => {
  const { settings, service, needs } = request({})
  expect({ settings, service, needs }).toStrictEqual({
    settings: {},
    service: 'web',
    needs: ['api'],
  })
})

test.each([
  [{ 'desired-count': '0' }, { desiredCount: 0 }],
  [{ 'desired-count': '5000' }, { desiredCount: 5_000 }],
  [{ 'force-new-deployment': 'true' }, { forceNewDeployment: true }],
  [{ 'force-new-deployment': 'false' }, {}],
  [{ 'enable-ecs-managed-tags': 'false' }, { enableEcsManagedTags: false }],
  [{ 'enable-ecs-managed-tags': 'true' }, { enableEcsManagedTags: true }],
  [{ 'propagate-tags': 'TASK_DEFINITION' }, { propagateTags: 'TASK_DEFINITION' }],
  [
    { 'circuit-breaker': 'disable' },
    { deployment: { circuitBreaker: { enable: false, rollback: false } } },
  ],
  [
    {
      'service-managed-ebs-volume-name': 'data',
      'service-managed-ebs-volume': '{"sizeInGiB": 10, "new": 1}',
    },
    { volumeConfigurations: [{ name: 'data', managedEBSVolume: { sizeInGiB: 10, new: 1 } }] },
  ],
])('%j is sent alone', (inputs, settings) => {
  expect(request({ ...inputs }).settings).toStrictEqual(settings)
})

test('members to keep, CodeDeploy, what is waited for and health come to their places', () => {
  const read = request({
    'keep-null-value-keys': 'tag,command',
    'codedeploy-appspec': 'appspec.yml',
    'codedeploy-application': 'app',
    'codedeploy-deployment-group': 'group',
    'codedeploy-deployment-description': 'why',
    'codedeploy-deployment-config': 'AllAtOnce',
    'wait-until': 'bake-time',
    'health-url': 'https://shop.example.com/healthz',
    'health-status': '200-299',
    create: 'desiredCount: 1',
  })
  expect(read).toMatchObject({
    keep: new Set(['tag', 'command']),
    codeDeploy: {
      appSpec: 'appspec.yml',
      application: 'app',
      group: 'group',
      description: 'why',
      config: 'AllAtOnce',
    },
    until: 'BAKE_TIME',
    health: { url: new URL('https://shop.example.com/healthz'), timeoutSeconds: 60 },
    create: 'desiredCount: 1',
  })
})

describe('is refused', () => {
  test.each<[Record<string, string>, string[]]>([
    [{ 'desired-count': '5001' }, ["'desired-count' is '5001'", 'from 0 to 5000']],
    [{ 'desired-count': '2.5' }, ["'desired-count' is '2.5'"]],
    [{ 'enable-ecs-managed-tags': 'on' }, ["'enable-ecs-managed-tags' is 'on'"]],
    [{ 'propagate-tags': 'TASK' }, ["'propagate-tags' is 'TASK'", "'NONE'"]],
    [{ 'service-managed-ebs-volume-name': 'data' }, ['belong together']],
    [{ 'service-managed-ebs-volume': '{}' }, ['belong together']],
    [
      { 'service-managed-ebs-volume-name': 'data', 'service-managed-ebs-volume': '[]' },
      ["'service-managed-ebs-volume' is '[]'", 'no JSON object', 'sizeInGiB'],
    ],
    [
      { 'service-managed-ebs-volume-name': 'data', 'service-managed-ebs-volume': 'sizeInGiB: 10' },
      ["'sizeInGiB: 10'", 'no JSON object'],
    ],
    [{ 'health-timeout-seconds': '0' }, ["'health-timeout-seconds' is '0'"]],
    [{ 'health-status': 'fine' }, ["'health-status'", "'fine'"]],
  ])('%j', (inputs, words) => {
    const read = () => request(inputs)
    expect(read).toThrow(UserError)
    for (const word of words) expect(read).toThrow(word)
  })
})
