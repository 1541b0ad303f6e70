import type { Json } from '@ci-kit/core/json'
import { codeDeployApi } from '@ci-kit/deploy-ecs/adapters/codedeploy-api'
import { expect, test } from '@jest/globals'

const answering = (answer: Json) => {
  const calls: unknown[] = []
  const api = codeDeployApi(async (operation, input, { repeatable }) => {
    calls.push([operation, input, repeatable])
    return answer
  })
  return { api, calls }
}

test('a deployment group tells its waits and whether it rolls back', async () => {
  const { api, calls } = answering({
    deploymentGroupInfo: {
      blueGreenDeploymentConfiguration: {
        deploymentReadyOption: { waitTimeInMinutes: 60 },
        terminateBlueInstancesOnDeploymentSuccess: { terminationWaitTimeInMinutes: 30 },
      },
      autoRollbackConfiguration: { enabled: true, events: ['DEPLOYMENT_FAILURE'] },
    },
  })
  expect(await api.group('app', 'group')).toEqual({
    readyWaitMinutes: 60,
    terminationWaitMinutes: 30,
    rollsBackOnFailure: true,
  })
  const input = { applicationName: 'app', deploymentGroupName: 'group' }
  expect(calls).toEqual([['GetDeploymentGroup', input, true]])
})

test.each([
  {},
  { deploymentGroupInfo: {} },
  { deploymentGroupInfo: { autoRollbackConfiguration: { enabled: true, events: ['X'] } } },
  { deploymentGroupInfo: { autoRollbackConfiguration: { events: ['DEPLOYMENT_FAILURE'] } } },
])('a group that tells nothing waits for nothing: %j', async (answer) => {
  expect(await answering(answer).api.group('app', 'group')).toEqual({
    readyWaitMinutes: 0,
    terminationWaitMinutes: 0,
    rollsBackOnFailure: false,
  })
})

test('a deployment is created by a call that is not repeated', async () => {
  const { api, calls } = answering({ deploymentId: 'd-1' })
  expect(await api.create({ applicationName: 'app' })).toBe('d-1')
  expect(calls).toEqual([['CreateDeployment', { applicationName: 'app' }, false]])
})

test('a deployment without an id is an error', async () => {
  await expect(answering({}).api.create({})).rejects.toThrow('without the id of a deployment')
})

test('a deployment is read with times in milliseconds', async () => {
  const deploymentInfo = {
    status: 'Failed',
    createTime: 1.5,
    completeTime: 2,
    errorInformation: { code: 'TIMEOUT', message: 'too late' },
    rollbackInfo: { rollbackDeploymentId: 'd-2', rollbackMessage: 'begun' },
  }
  expect(await answering({ deploymentInfo }).api.describe('d-1')).toEqual({
    status: 'Failed',
    error: { code: 'TIMEOUT', message: 'too late' },
    rollback: { deployment: 'd-2', message: 'begun' },
    createdAt: 1500,
    completedAt: 2000,
  })
})

test.each([{}, { deploymentInfo: { status: 'Tomorrow' } }, { deploymentInfo: { status: 7 } }])(
  'a status that nobody knows is no end: %j',
  async (answer) => {
    expect((await answering(answer).api.describe('d-1')).status).toBe('UNKNOWN')
  },
)
