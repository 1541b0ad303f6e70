import { type Json, objectAt, stringAt } from '@ci-kit/core/json'
import { numberAt, objectsAt, oneAt, tasksAt, textAt, textsAt, timeAt } from './read-members.ts'
import {
  LIFECYCLE_STAGES,
  type LifecycleHook,
  type RevisionProgress,
  SERVICE_DEPLOYMENT_STATUSES,
  type ServiceDeployment,
  type ServiceDeploymentBrief,
} from './service-deployment.ts'

/** An entry of DescribeServiceDeployments. */
export const readServiceDeployment = (document: Json): ServiceDeployment => {
  const target = objectAt(document, 'targetServiceRevision')
  return {
    arn: textAt(document, 'serviceDeploymentArn'),
    service: textAt(document, 'serviceArn'),
    cluster: textAt(document, 'clusterArn'),
    status: readStatus(document),
    statusReason: textAt(document, 'statusReason'),
    createdAt: timeAt(document, 'createdAt') ?? 0,
    startedAt: timeAt(document, 'startedAt'),
    finishedAt: timeAt(document, 'finishedAt'),
    stoppedAt: timeAt(document, 'stoppedAt'),
    updatedAt: timeAt(document, 'updatedAt'),
    stage: oneAt(document, 'lifecycleStage', LIFECYCLE_STAGES),
    hooks: objectsAt(document, 'lifecycleHookDetails').map(readHook),
    sources: objectsAt(document, 'sourceServiceRevisions').map(readProgress),
    target: target && readProgress(target),
    ...readSafety(document),
    rollback: readRollback(objectAt(document, 'rollback')),
  }
}

/** An entry of ListServiceDeployments. */
export const readServiceDeploymentBrief = (document: Json): ServiceDeploymentBrief => ({
  arn: textAt(document, 'serviceDeploymentArn'),
  status: readStatus(document),
  createdAt: timeAt(document, 'createdAt') ?? 0,
  startedAt: timeAt(document, 'startedAt'),
  finishedAt: timeAt(document, 'finishedAt'),
  targetServiceRevision: stringAt(document, 'targetServiceRevisionArn'),
})

const readStatus = (document: Json): ServiceDeployment['status'] =>
  oneAt(document, 'status', SERVICE_DEPLOYMENT_STATUSES) ?? 'UNKNOWN'

const readProgress = (revision: Json): RevisionProgress => ({
  arn: textAt(revision, 'arn'),
  requested: tasksAt(revision, 'requestedTaskCount'),
  running: tasksAt(revision, 'runningTaskCount'),
  pending: tasksAt(revision, 'pendingTaskCount'),
  productionWeight: numberAt(revision, 'requestedProductionTrafficWeight'),
  testWeight: numberAt(revision, 'requestedTestTrafficWeight'),
})

const readHook = (hook: Json): LifecycleHook => ({
  hookId: textAt(hook, 'hookId'),
  status: textAt(hook, 'status'),
  expiresAt: timeAt(hook, 'expiresAt'),
  timeoutAction: stringAt(hook, 'timeoutAction'),
})

const readSafety = (document: Json): Pick<ServiceDeployment, 'circuitBreaker' | 'alarms'> => {
  const breaker = objectAt(document, 'deploymentCircuitBreaker')
  const alarms = objectAt(document, 'alarms')
  return {
    circuitBreaker: breaker && {
      status: textAt(breaker, 'status'),
      failures: tasksAt(breaker, 'failureCount'),
      threshold: numberAt(breaker, 'threshold'),
    },
    alarms: alarms && {
      status: textAt(alarms, 'status'),
      names: textsAt(alarms, 'alarmNames'),
      triggered: textsAt(alarms, 'triggeredAlarmNames'),
    },
  }
}

const readRollback = (rollback: Json | undefined): ServiceDeployment['rollback'] =>
  rollback && {
    reason: textAt(rollback, 'reason'),
    startedAt: timeAt(rollback, 'startedAt'),
    serviceRevision: stringAt(rollback, 'serviceRevisionArn'),
  }
