import { AwsRefusal } from '@ci-kit/aws/aws-call'
import type { DeploymentEntry, Service } from '@ci-kit/ecs/model/service'

export const CLUSTER = 'arn:aws:ecs:eu-west-1:123456789012:cluster/shop'
export const arnOf = (name: string) => `arn:aws:ecs:eu-west-1:123456789012:service/shop/${name}`
export const revision = (number: number, family = 'web') =>
  `arn:aws:ecs:eu-west-1:123456789012:task-definition/${family}:${number}`

export const entry = (about: Partial<DeploymentEntry> = {}): DeploymentEntry => ({
  id: 'ecs-svc/1',
  status: 'PRIMARY',
  taskDefinition: revision(1),
  desired: 2,
  running: 2,
  pending: 0,
  failed: 0,
  rolloutState: 'COMPLETED',
  rolloutReason: '',
  createdAt: 1_000,
  updatedAt: 1_000,
  ...about,
})

/** A service in steady state on revision 1. */
export const aService = (about: Partial<Service> = {}): Service => ({
  arn: arnOf(about.name ?? 'web'),
  name: 'web',
  cluster: CLUSTER,
  status: 'ACTIVE',
  taskDefinition: revision(1),
  desired: 2,
  running: 2,
  pending: 0,
  controller: 'ECS',
  strategy: 'ROLLING',
  scheduling: 'REPLICA',
  isExpress: false,
  deployments: [entry()],
  currentServiceDeployment: undefined,
  events: [],
  circuitBreaker: { enable: false, rollback: false },
  alarms: [],
  loadBalancers: [],
  document: {},
  ...about,
})

export const refusal = (code: string, about: Partial<AwsRefusal> = {}) =>
  new AwsRefusal(about.message ?? `refused: ${code}`, {
    action: about.action ?? 'ecs:UpdateService',
    code,
    reason: about.reason ?? '',
    status: 400,
    denied: about.denied ?? false,
    throttled: false,
  })
