import { AwsRefusal } from '@ci-kit/aws/aws-call'
import type { DiagnosedRollout, DiagnosisPorts } from '@ci-kit/ecs/diagnosis/diagnosed-rollout'
import type { LogLine } from '@ci-kit/ecs/ecs'
import type { Task, TaskContainer } from '@ci-kit/ecs/model/task'

export const CLUSTER_ARN = 'arn:aws:ecs:eu-west-1:123456789012'
export const DEFINITION_ARN = `${CLUSTER_ARN}:task-definition/web:42`
export const PRIMARY = 'ecs-svc/42'

export const taskArn = (id: string): string => `${CLUSTER_ARN}:task/shop/${id}`

export const container = (facts: Partial<TaskContainer> = {}): TaskContainer => ({
  name: 'api',
  image: 'registry.example/api@sha256:00',
  digest: undefined,
  status: 'STOPPED',
  exitCode: undefined,
  reason: '',
  health: 'UNKNOWN',
  ...facts,
})

/** A task of the rollout that ended by its container api. */
export const task = (id: string, facts: Partial<Task> = {}): Task => ({
  arn: taskArn(id),
  id,
  taskDefinition: DEFINITION_ARN,
  group: 'service:web',
  startedBy: PRIMARY,
  lastStatus: 'STOPPED',
  desiredStatus: 'STOPPED',
  stopCode: 'EssentialContainerExited',
  stoppedReason: 'Essential container in task exited',
  createdAt: 1_000_000,
  startedAt: 1_010_000,
  stoppedAt: 1_020_000,
  health: 'UNKNOWN',
  containers: [container({ exitCode: 1 })],
  ...facts,
})

/** A task that never started. */
export const notStarted = (id: string, reason: string): Task =>
  task(id, {
    stopCode: 'TaskFailedToStart',
    stoppedReason: reason,
    startedAt: undefined,
    containers: [container()],
  })

export const awslogs = (name: string, facts: object = {}): object => ({
  name,
  logConfiguration: {
    logDriver: 'awslogs',
    options: {
      'awslogs-group': '/ecs/web',
      'awslogs-region': 'eu-west-1',
      'awslogs-stream-prefix': 'ecs',
    },
  },
  ...facts,
})

export const rollout = (facts: Partial<DiagnosedRollout> = {}): DiagnosedRollout => ({
  service: 'web',
  serviceArn: `${CLUSTER_ARN}:service/shop/web`,
  taskDefinition: DEFINITION_ARN,
  primary: PRIMARY,
  startedAt: 1_000_000,
  events: [],
  definition: { containerDefinitions: [awslogs('api'), awslogs('proxy', { essential: false })] },
  balancedContainer: 'api',
  targetGroups: [],
  alarms: [],
  ...facts,
})

export const refusal = (action: string): AwsRefusal =>
  new AwsRefusal(`The credentials lack the permission ${action}.`, {
    action,
    code: 'AccessDeniedException',
    reason: 'no',
    status: 400,
    denied: true,
    throttled: false,
  })

export const lines = (...texts: string[]): LogLine[] =>
  texts.map((text, index) => ({ at: index, text }))

/** AWS with these tasks; `asked` tells what was asked, by operation. */
export const fakeAws = (
  tasks: readonly Task[],
  logs: ReadonlyMap<string, readonly LogLine[]> = new Map(),
): DiagnosisPorts & { readonly asked: string[] } => {
  const asked: string[] = []
  return {
    asked,
    tasks: {
      list: async ({ status, service }) => {
        asked.push(`list ${service} ${status}`)
        return tasks.filter((entry) => entry.desiredStatus === status).map(({ arn }) => arn)
      },
      describe: async (arns) => {
        asked.push(`describe ${arns.length}`)
        return {
          found: tasks.filter(({ arn }) => arns.includes(arn)),
          failures: arns
            .filter((arn) => !tasks.some((entry) => entry.arn === arn))
            .map((arn) => ({ arn, reason: 'MISSING', detail: '' })),
        }
      },
    },
    logs: {
      tail: async ({ group, stream, region }) => {
        asked.push(`tail ${region} ${group} ${stream}`)
        return logs.get(stream)
      },
    },
    unhealthyTargets: async () => [],
    firingAlarms: async () => [],
  }
}
