import { AwsRefusal } from '@ci-kit/aws/aws-call'
import type { DeploymentEntry, Service } from '@ci-kit/ecs/model/service'
import type {
  ServiceDeployment,
  ServiceDeploymentBrief,
} from '@ci-kit/ecs/model/service-deployment'
import type { StartedRollout } from '@ci-kit/ecs/rollout/rollout'

const PREFIX = 'arn:aws:ecs:eu-central-1:111122223333'

export const NEW = `${PREFIX}:task-definition/web:8`
export const OLD = `${PREFIX}:task-definition/web:7`

/** When our update was, by ECS's clock. */
export const START = 1_700_000_000_000

export const deploymentArn = (name: string, service = 'web') =>
  `${PREFIX}:service-deployment/prod/${service}/${name}`

export const revisionArn = (name: string) => `${PREFIX}:service-revision/prod/web/${name}`

export const serviceArn = (name: string) => `${PREFIX}:service/prod/${name}`

export const aStarted = (changes: Partial<StartedRollout> = {}): StartedRollout => ({
  service: 'web',
  serviceArn: serviceArn(changes.service ?? 'web'),
  taskDefinition: NEW,
  primary: 'ecs-svc/2',
  before: [deploymentArn('old')],
  startedAt: START,
  strategy: 'ROLLING',
  until: 'end',
  ...changes,
})

export const anEntry = (changes: Partial<DeploymentEntry> = {}): DeploymentEntry => ({
  id: 'ecs-svc/2',
  status: 'PRIMARY',
  taskDefinition: NEW,
  desired: 2,
  running: 2,
  pending: 0,
  failed: 0,
  rolloutState: 'IN_PROGRESS',
  rolloutReason: '',
  createdAt: START,
  updatedAt: START,
  ...changes,
})

export const oldEntry = (changes: Partial<DeploymentEntry> = {}): DeploymentEntry =>
  anEntry({
    id: 'ecs-svc/1',
    status: 'ACTIVE',
    taskDefinition: OLD,
    rolloutState: 'COMPLETED',
    createdAt: START - 86_400_000,
    ...changes,
  })

export const aService = (changes: Partial<Service> = {}): Service => ({
  arn: serviceArn(changes.name ?? 'web'),
  name: 'web',
  cluster: `${PREFIX}:cluster/prod`,
  status: 'ACTIVE',
  taskDefinition: NEW,
  desired: 2,
  running: 2,
  pending: 0,
  controller: 'ECS',
  strategy: 'ROLLING',
  scheduling: 'REPLICA',
  isExpress: false,
  deployments: [anEntry()],
  currentServiceDeployment: deploymentArn('ours'),
  events: [],
  circuitBreaker: { enable: true, rollback: true },
  alarms: [],
  loadBalancers: [],
  document: {},
  ...changes,
})

export const aDeployment = (changes: Partial<ServiceDeployment> = {}): ServiceDeployment => ({
  arn: deploymentArn('ours'),
  service: serviceArn('web'),
  cluster: `${PREFIX}:cluster/prod`,
  status: 'IN_PROGRESS',
  statusReason: '',
  createdAt: START,
  startedAt: START,
  finishedAt: undefined,
  stoppedAt: undefined,
  updatedAt: undefined,
  stage: undefined,
  hooks: [],
  sources: [],
  target: undefined,
  circuitBreaker: undefined,
  alarms: undefined,
  rollback: undefined,
  ...changes,
})

export const aBrief = (changes: Partial<ServiceDeploymentBrief> = {}): ServiceDeploymentBrief => ({
  arn: deploymentArn('ours'),
  status: 'IN_PROGRESS',
  createdAt: START,
  startedAt: START,
  finishedAt: undefined,
  targetServiceRevision: revisionArn('ours'),
  ...changes,
})

export const aHook = (hookId = 'hook-1', status = 'AWAITING_ACTION') => ({
  hookId,
  status,
  expiresAt: START + 3_600_000,
  timeoutAction: 'ROLLBACK',
})

const refusal = (
  operation: string,
  code: string,
  facts: { readonly status?: number; readonly denied?: boolean; readonly throttled?: boolean },
) =>
  new AwsRefusal(`ecs:${operation} was refused: ${code}.`, {
    action: `ecs:${operation}`,
    code,
    reason: code,
    status: facts.status,
    denied: facts.denied ?? false,
    throttled: facts.throttled ?? false,
  })

export const denied = (operation: string) =>
  refusal(operation, 'AccessDeniedException', { status: 400, denied: true })

export const throttled = (operation: string) =>
  refusal(operation, 'ThrottlingException', { status: 400, throttled: true })

export const expired = (operation: string) =>
  refusal(operation, 'ExpiredTokenException', { status: 400, denied: true })

export const conflict = (operation: string) =>
  refusal(operation, 'ConflictException', { status: 400 })

export const unavailable = (operation: string) =>
  refusal(operation, 'ServerException', { status: 500 })

export const unanswered = (operation: string) => refusal(operation, 'ECONNRESET', {})
