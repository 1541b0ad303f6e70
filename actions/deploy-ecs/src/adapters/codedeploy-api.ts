import type { AwsCall } from '@ci-kit/aws/aws-call'
import { UserError } from '@ci-kit/core/errors'
import { countAt, type Json, objectAt, stringAt } from '@ci-kit/core/json'
import { numberAt, objectsAt, timeAt } from '@ci-kit/ecs/model/read-members'
import {
  CODEDEPLOY_STATUSES,
  type CodeDeploy,
  type CodeDeployment,
  type DeploymentGroup,
  type DeploymentTarget,
} from '../codedeploy/codedeploy.ts'

/** CodeDeploy by AWS's API. `call`: operations of CodeDeploy. */
export const codeDeployApi = (call: AwsCall): CodeDeploy => {
  const read = (operation: string, input: Json, signal: AbortSignal | undefined) =>
    call(operation, input, { repeatable: true, ...(signal && { signal }) })
  return {
    group: async (applicationName, deploymentGroupName) =>
      groupIn(
        await read('GetDeploymentGroup', { applicationName, deploymentGroupName }, undefined),
      ),
    create: async (request) => {
      const answer = await call('CreateDeployment', request, { repeatable: false })
      const id = stringAt(answer, 'deploymentId')
      if (id !== undefined) return id
      throw new UserError(
        'CodeDeploy answered CreateDeployment without the id of a deployment. Look at the deployment group in its console before the job runs again.',
      )
    },
    describe: async (deploymentId, signal) =>
      deploymentIn(await read('GetDeployment', { deploymentId }, signal)),
    target: async (deploymentId, target, signal) =>
      targetIn(
        await read('BatchGetDeploymentTargets', { deploymentId, targetIds: [target] }, signal),
      ),
    stop: async (deploymentId) => {
      const input = { deploymentId, autoRollbackEnabled: true }
      await call('StopDeployment', input, { repeatable: true })
    },
  }
}

const groupIn = (answer: Json): DeploymentGroup => {
  const info = objectAt(answer, 'deploymentGroupInfo')
  const blueGreen = objectAt(info, 'blueGreenDeploymentConfiguration')
  const ready = objectAt(blueGreen, 'deploymentReadyOption')
  const termination = objectAt(blueGreen, 'terminateBlueInstancesOnDeploymentSuccess')
  const rollback = objectAt(info, 'autoRollbackConfiguration')
  const events = rollback?.events
  return {
    readyWaitMinutes: countAt(ready, 'waitTimeInMinutes') ?? 0,
    terminationWaitMinutes: countAt(termination, 'terminationWaitTimeInMinutes') ?? 0,
    rollsBackOnFailure:
      rollback?.enabled === true && Array.isArray(events) && events.includes('DEPLOYMENT_FAILURE'),
  }
}

const deploymentIn = (answer: Json): CodeDeployment => {
  const info = objectAt(answer, 'deploymentInfo')
  const error = objectAt(info, 'errorInformation')
  const rollback = objectAt(info, 'rollbackInfo')
  return {
    status: CODEDEPLOY_STATUSES.find((status) => status === info?.status) ?? 'UNKNOWN',
    error: error && {
      code: stringAt(error, 'code') ?? '',
      message: stringAt(error, 'message') ?? '',
    },
    rollback: rollback && {
      deployment: stringAt(rollback, 'rollbackDeploymentId'),
      message: stringAt(rollback, 'rollbackMessage') ?? '',
    },
    createdAt: timeAt(info, 'createTime'),
    completedAt: timeAt(info, 'completeTime'),
  }
}

const targetIn = (answer: Json): DeploymentTarget | undefined => {
  const target = objectAt(objectsAt(answer, 'deploymentTargets')[0], 'ecsTarget')
  if (target === undefined) return undefined
  return {
    events: objectsAt(target, 'lifecycleEvents').map((event) => ({
      name: stringAt(event, 'lifecycleEventName') ?? '',
      status: stringAt(event, 'status') ?? '',
      startedAt: timeAt(event, 'startTime'),
      endedAt: timeAt(event, 'endTime'),
      message: stringAt(objectAt(event, 'diagnostics'), 'message') ?? '',
    })),
    taskSets: objectsAt(target, 'taskSetsInfo').map((set) => ({
      // So it is spelt in the API.
      id: stringAt(set, 'identifer') ?? '',
      label: stringAt(set, 'taskSetLabel') ?? '',
      desired: countAt(set, 'desiredCount') ?? 0,
      running: countAt(set, 'runningCount') ?? 0,
      pending: countAt(set, 'pendingCount') ?? 0,
      trafficWeight: numberAt(set, 'trafficWeight'),
    })),
  }
}
