import type { Json } from '@ci-kit/core/json'

/** An entry of `deployments[]`, as DescribeServices and UpdateService answer it. */
export type DeploymentEntry = {
  /** `ecs-svc/1234567890`. */
  readonly id: string
  readonly status: 'PRIMARY' | 'ACTIVE' | 'INACTIVE'
  readonly taskDefinition: string
  readonly desired: number
  readonly running: number
  readonly pending: number
  /** Falls to 0 once one task runs, so 0 proves nothing. */
  readonly failed: number
  /** Only for rolling deployments by the ECS controller without a Classic Load Balancer. */
  readonly rolloutState: 'IN_PROGRESS' | 'COMPLETED' | 'FAILED' | undefined
  readonly rolloutReason: string
  /** Milliseconds since the epoch, by ECS's clock. */
  readonly createdAt: number
  readonly updatedAt: number
}

export type ServiceEvent = {
  readonly id: string
  /** Milliseconds since the epoch, by ECS's clock. */
  readonly at: number
  readonly message: string
}

export type DeploymentStrategy = 'ROLLING' | 'BLUE_GREEN' | 'LINEAR' | 'CANARY'

/** A service as DescribeServices and UpdateService answer it. All texts come from outside. */
export type Service = {
  readonly arn: string
  readonly name: string
  /** ARN of its cluster. */
  readonly cluster: string
  readonly status: 'ACTIVE' | 'DRAINING' | 'INACTIVE'
  /** ARN of the task definition that the service is set to. */
  readonly taskDefinition: string
  readonly desired: number
  readonly running: number
  readonly pending: number
  readonly controller: 'ECS' | 'CODE_DEPLOY' | 'EXTERNAL'
  readonly strategy: DeploymentStrategy
  readonly scheduling: 'REPLICA' | 'DAEMON'
  /** `resourceManagementType: ECS`: an Express service, which ECS manages itself. */
  readonly isExpress: boolean
  readonly deployments: readonly DeploymentEntry[]
  /** ARN; may be stale right after UpdateService. */
  readonly currentServiceDeployment: string | undefined
  /** Newest first, the latest 100. */
  readonly events: readonly ServiceEvent[]
  readonly circuitBreaker: { readonly enable: boolean; readonly rollback: boolean }
  /** Names of the CloudWatch alarms of its deployments, empty when they are off. */
  readonly alarms: readonly string[]
  readonly loadBalancers: readonly {
    readonly targetGroupArn: string | undefined
    readonly containerName: string | undefined
    readonly containerPort: number | undefined
  }[]
  /** As ECS wrote it, with all that is not above. */
  readonly document: Json
}
