import { readService } from '@ci-kit/ecs/model/read-service'
import { readServiceDeployment } from '@ci-kit/ecs/model/read-service-deployment'
import { readServiceRevision } from '@ci-kit/ecs/model/read-service-revision'
import { readTask } from '@ci-kit/ecs/model/read-task'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'

describe('a service', () => {
  test('with all that is known of it', () => {
    const document = {
      serviceArn: 'arn:s',
      serviceName: 'web',
      clusterArn: 'arn:c',
      status: 'ACTIVE',
      taskDefinition: 'arn:t:1',
      desiredCount: 3,
      runningCount: 2,
      pendingCount: 1,
      deploymentController: { type: 'CODE_DEPLOY' },
      deploymentConfiguration: {
        strategy: 'CANARY',
        deploymentCircuitBreaker: { enable: true, rollback: false },
        alarms: { enable: true, alarmNames: ['a', 5, 'b'] },
      },
      deployments: [
        {
          id: 'ecs-svc/1',
          status: 'PRIMARY',
          failedTasks: 2,
          rolloutState: 'FAILED',
          createdAt: 1.25,
        },
      ],
      currentServiceDeployment: 'arn:d',
      events: [{ id: 'e', createdAt: 2.5, message: 'm' }],
      loadBalancers: [{ targetGroupArn: 'g', containerName: 'web', containerPort: 80 }],
      more: { kept: true },
    }
    expect(readService(document)).toMatchObject({
      arn: 'arn:s',
      name: 'web',
      controller: 'CODE_DEPLOY',
      strategy: 'CANARY',
      scheduling: 'REPLICA',
      isExpress: false,
      circuitBreaker: { enable: true, rollback: false },
      alarms: ['a', 'b'],
      deployments: [{ status: 'PRIMARY', failed: 2, rolloutState: 'FAILED', createdAt: 1_250 }],
      currentServiceDeployment: 'arn:d',
      events: [{ id: 'e', at: 2_500, message: 'm' }],
      loadBalancers: [{ targetGroupArn: 'g', containerName: 'web', containerPort: 80 }],
      document,
    })
  })

  test.each([
    ['no controller is the one of ECS', {}, { controller: 'ECS' }],
    [
      'a new controller is not',
      { deploymentController: { type: 'NEW' } },
      { controller: 'EXTERNAL' },
    ],
    ['a new status is no end', { status: 'NEW' }, { status: 'DRAINING' }],
    [
      'alarms that are off',
      { deploymentConfiguration: { alarms: { alarmNames: ['a'] } } },
      { alarms: [] },
    ],
    ['an Express service', { resourceManagementType: 'ECS' }, { isExpress: true }],
    [
      'a new rollout state is no end',
      { deployments: [{ rolloutState: 'NEW' }] },
      { deployments: [{ rolloutState: 'IN_PROGRESS', status: 'ACTIVE' }] },
    ],
    [
      'a rollout state that is not named',
      { deployments: [{}] },
      { deployments: [{ rolloutState: undefined }] },
    ],
  ])('%s', (_, document, expected) => {
    expect(readService(document)).toMatchObject(expected)
  })
})

test('a service deployment', () => {
  const document = {
    serviceDeploymentArn: 'arn:d',
    status: 'ROLLBACK_SUCCESSFUL',
    statusReason: 'breaker',
    createdAt: 1,
    lifecycleStage: 'BAKE_TIME',
    lifecycleHookDetails: [
      { hookId: 'h', status: 'AWAITING_ACTION', expiresAt: 9, timeoutAction: 'ROLLBACK' },
    ],
    sourceServiceRevisions: [{ arn: 'old', runningTaskCount: 1 }],
    targetServiceRevision: {
      arn: 'new',
      requestedTaskCount: 2,
      requestedProductionTrafficWeight: 5,
    },
    deploymentCircuitBreaker: { status: 'TRIGGERED', failureCount: 3, threshold: 3 },
    alarms: { status: 'MONITORING', alarmNames: ['a'], triggeredAlarmNames: [] },
    rollback: { reason: 'r', startedAt: 2, serviceRevisionArn: 'old' },
  }
  expect(readServiceDeployment(document)).toMatchObject({
    arn: 'arn:d',
    status: 'ROLLBACK_SUCCESSFUL',
    createdAt: 1_000,
    stage: 'BAKE_TIME',
    hooks: [
      { hookId: 'h', status: 'AWAITING_ACTION', expiresAt: 9_000, timeoutAction: 'ROLLBACK' },
    ],
    sources: [{ arn: 'old', running: 1, requested: 0, productionWeight: undefined }],
    target: { arn: 'new', requested: 2, productionWeight: 5 },
    circuitBreaker: { status: 'TRIGGERED', failures: 3, threshold: 3 },
    alarms: { names: ['a'], triggered: [] },
    rollback: { reason: 'r', startedAt: 2_000, serviceRevision: 'old' },
  })
  expect(readServiceDeployment({ status: 'SUCCESS' })).toMatchObject({
    status: 'UNKNOWN',
    target: undefined,
    rollback: undefined,
  })
})

test('a revision and a task', () => {
  const image = { containerName: 'web', image: 'i', imageDigest: 'sha256:1' }
  expect(readServiceRevision({ serviceRevisionArn: 'r', containerImages: [image] })).toMatchObject({
    arn: 'r',
    images: [{ container: 'web', image: 'i', digest: 'sha256:1' }],
  })
  const task = {
    taskArn: 'arn:aws:ecs:eu-west-1:1:task/main/abc',
    stopCode: 'EssentialContainerExited',
    containers: [{ name: 'web', exitCode: 137, reason: 'OutOfMemoryError' }, { name: 'side' }],
  }
  expect(readTask(task)).toMatchObject({
    id: 'abc',
    stopCode: 'EssentialContainerExited',
    stoppedReason: '',
    containers: [{ exitCode: 137 }, { exitCode: undefined, reason: '' }],
  })
})

/** Values that hostile or newer answers may hold in any place. */
const documents = fc.dictionary(
  fc.constantFrom(
    'status',
    'deployments',
    'events',
    'containers',
    'createdAt',
    'alarms',
    'rollback',
    '__proto__',
    'loadBalancers',
    'lifecycleHookDetails',
    'deploymentConfiguration',
  ),
  fc.oneof(fc.jsonValue(), fc.array(fc.dictionary(fc.string(), fc.jsonValue()))),
)

test('nothing that ECS answers makes a reader throw or end early', () => {
  fc.assert(
    fc.property(documents, (document) => {
      expect(['ACTIVE', 'DRAINING', 'INACTIVE']).toContain(readService(document).status)
      const known = readServiceDeployment(document).status
      expect(known === 'UNKNOWN' || known === document.status).toBe(true)
      expect(Array.isArray(readTask(document).containers)).toBe(true)
      readServiceRevision(document)
    }),
  )
})
