import { type Json, objectAt, stringAt } from '@ci-kit/core/json'
import {
  flagAt,
  numberAt,
  objectsAt,
  oneAt,
  tasksAt,
  textAt,
  textsAt,
  timeAt,
} from './read-members.ts'
import type { DeploymentEntry, Service, ServiceEvent } from './service.ts'

/**
 * A service of an answer of ECS. A state that is not known reads as the one
 * from which nobody concludes an end: a deployment entry as ACTIVE, a service
 * as DRAINING.
 */
export const readService = (document: Json): Service => ({
  arn: textAt(document, 'serviceArn'),
  name: textAt(document, 'serviceName'),
  cluster: textAt(document, 'clusterArn'),
  status: oneAt(document, 'status', ['ACTIVE', 'DRAINING', 'INACTIVE']) ?? 'DRAINING',
  taskDefinition: textAt(document, 'taskDefinition'),
  desired: tasksAt(document, 'desiredCount'),
  running: tasksAt(document, 'runningCount'),
  pending: tasksAt(document, 'pendingCount'),
  ...readKind(document),
  deployments: objectsAt(document, 'deployments').map(readDeploymentEntry),
  currentServiceDeployment: stringAt(document, 'currentServiceDeployment'),
  events: objectsAt(document, 'events').map(readEvent),
  ...readSafety(objectAt(document, 'deploymentConfiguration')),
  loadBalancers: objectsAt(document, 'loadBalancers').map((balancer) => ({
    targetGroupArn: stringAt(balancer, 'targetGroupArn'),
    containerName: stringAt(balancer, 'containerName'),
    containerPort: numberAt(balancer, 'containerPort'),
  })),
  document,
})

type Kind = Pick<Service, 'controller' | 'strategy' | 'scheduling' | 'isExpress'>

/** A controller that is named and not known is not ECS's own. */
const readKind = (document: Json): Kind => {
  const controller = objectAt(document, 'deploymentController')
  const configuration = objectAt(document, 'deploymentConfiguration')
  const strategies = ['ROLLING', 'BLUE_GREEN', 'LINEAR', 'CANARY'] as const
  const isNamed = stringAt(controller, 'type') !== undefined
  return {
    controller:
      oneAt(controller, 'type', ['ECS', 'CODE_DEPLOY', 'EXTERNAL']) ??
      (isNamed ? 'EXTERNAL' : 'ECS'),
    strategy: oneAt(configuration, 'strategy', strategies) ?? 'ROLLING',
    scheduling: oneAt(document, 'schedulingStrategy', ['REPLICA', 'DAEMON']) ?? 'REPLICA',
    isExpress: textAt(document, 'resourceManagementType') === 'ECS',
  }
}

const readSafety = (
  configuration: Json | undefined,
): Pick<Service, 'circuitBreaker' | 'alarms'> => {
  const breaker = objectAt(configuration, 'deploymentCircuitBreaker')
  const alarms = objectAt(configuration, 'alarms')
  return {
    circuitBreaker: { enable: flagAt(breaker, 'enable'), rollback: flagAt(breaker, 'rollback') },
    alarms: flagAt(alarms, 'enable') ? textsAt(alarms, 'alarmNames') : [],
  }
}

const readDeploymentEntry = (entry: Json): DeploymentEntry => ({
  id: textAt(entry, 'id'),
  status: oneAt(entry, 'status', ['PRIMARY', 'ACTIVE', 'INACTIVE']) ?? 'ACTIVE',
  taskDefinition: textAt(entry, 'taskDefinition'),
  desired: tasksAt(entry, 'desiredCount'),
  running: tasksAt(entry, 'runningCount'),
  pending: tasksAt(entry, 'pendingCount'),
  failed: tasksAt(entry, 'failedTasks'),
  rolloutState: readRolloutState(entry),
  rolloutReason: textAt(entry, 'rolloutStateReason'),
  createdAt: timeAt(entry, 'createdAt') ?? 0,
  updatedAt: timeAt(entry, 'updatedAt') ?? 0,
})

/** Undefined means that ECS names none; a name that is not known is no end. */
const readRolloutState = (entry: Json): DeploymentEntry['rolloutState'] =>
  oneAt(entry, 'rolloutState', ['COMPLETED', 'FAILED']) ??
  (stringAt(entry, 'rolloutState') === undefined ? undefined : 'IN_PROGRESS')

const readEvent = (event: Json): ServiceEvent => ({
  id: textAt(event, 'id'),
  at: timeAt(event, 'createdAt') ?? 0,
  message: textAt(event, 'message'),
})
