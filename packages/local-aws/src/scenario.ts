import type { Json } from '@ci-kit/core/json'
import type { TaskEnd } from './ecs/frames.ts'
import type { Rollout } from './ecs/rollouts.ts'
import type { Fault } from './faults.ts'

/** What a simulated AWS has at the start and how it behaves, as data. */
export type Scenario = {
  /** Name of the only cluster; `production` when absent. */
  readonly cluster?: string
  /** Registered in this order, as RegisterTaskDefinition takes them. */
  readonly taskDefinitions?: readonly SeededTaskDefinition[]
  readonly services?: readonly SeededService[]
  /** How a new deployment goes; well, when absent. `nth` counts those of a service from 0. */
  readonly rollout?: (deployment: StartedDeployment) => Rollout
  /** How tasks go that RunTask starts; they end with 0 when absent. */
  readonly oneOff?: (run: { readonly taskDefinition: Json; readonly input: Json }) => OneOff
  /** After each UpdateService, so many answers tell of the service as it was before. */
  readonly staleReads?: number
  /** Digests of images by the reference in the task definition; made up where absent. */
  readonly digests?: Readonly<Record<string, string>>
  readonly faults?: readonly Fault[]
}

type StartedDeployment = {
  readonly service: string
  readonly nth: number
  readonly taskDefinition: Json
}

type SeededTaskDefinition = {
  readonly document: Json
  /** It was deregistered. */
  readonly inactive?: boolean
}

export type SeededService = {
  readonly name: string
  /** 2 when absent. */
  readonly desired?: number
  /** Further members as DescribeServices answers them: `deploymentConfiguration`, `loadBalancers`, … */
  readonly settings?: Json
  /** Oldest first; the last successful one is what runs. */
  readonly history: readonly SeededDeployment[]
}

/** A deployment of the past. */
export type SeededDeployment = {
  /** `web:3`. */
  readonly taskDefinition: string
  /** Milliseconds before the start of the scenario. */
  readonly age: number
  /** Successful when absent. */
  readonly status?: 'SUCCESSFUL' | 'ROLLBACK_SUCCESSFUL' | 'STOPPED'
  /** From before ECS kept revisions of services. */
  readonly withoutRevision?: boolean
}

/** Tasks that RunTask starts: not at all, or for some milliseconds to an end. */
export type OneOff =
  | { readonly failure: string }
  | { readonly takes: number; readonly end: TaskEnd }

/** One service `web` with two releases behind it, the second of which runs. */
export const webScenario = (
  rest: Omit<Scenario, 'services' | 'taskDefinitions'> & {
    readonly service?: Partial<SeededService>
  } = {},
): Scenario => {
  const { service, ...others } = rest
  return {
    ...others,
    taskDefinitions: [{ document: webTask('a') }, { document: webTask('b') }],
    services: [
      {
        name: 'web',
        history: [
          { taskDefinition: 'web:1', age: 2 * DAY },
          { taskDefinition: 'web:2', age: DAY },
        ],
        ...service,
      },
    ],
  }
}

const DAY = 86_400_000

/** A task definition of the family `web`, whose image has a digest of this hexadecimal digit. */
export const webTask = (digit: string): Json => ({
  family: 'web',
  networkMode: 'awsvpc',
  requiresCompatibilities: ['FARGATE'],
  cpu: '256',
  memory: '512',
  executionRoleArn: 'arn:aws:iam::123456789012:role/ecsTaskExecutionRole',
  containerDefinitions: [
    {
      name: 'web',
      image: `123456789012.dkr.ecr.eu-central-1.amazonaws.com/web@sha256:${digit.repeat(64)}`,
      essential: true,
      portMappings: [{ containerPort: 8080, protocol: 'tcp' }],
      environment: [{ name: 'STAGE', value: 'production' }],
    },
  ],
})
