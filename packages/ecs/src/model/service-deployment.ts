/** Status of a service deployment, from the ECS API reference. */
export const SERVICE_DEPLOYMENT_STATUSES = [
  'PENDING',
  'IN_PROGRESS',
  'SUCCESSFUL',
  'STOP_REQUESTED',
  'STOPPED',
  'ROLLBACK_REQUESTED',
  'ROLLBACK_IN_PROGRESS',
  'ROLLBACK_SUCCESSFUL',
  'ROLLBACK_FAILED',
] as const

export type ServiceDeploymentStatus = (typeof SERVICE_DEPLOYMENT_STATUSES)[number]

/** Lifecycle stages of blue/green, linear and canary deployments, in their order. */
export const LIFECYCLE_STAGES = [
  'RECONCILE_SERVICE',
  'PRE_SCALE_UP',
  'SCALE_UP',
  'POST_SCALE_UP',
  'TEST_TRAFFIC_SHIFT',
  'POST_TEST_TRAFFIC_SHIFT',
  'PRE_PRODUCTION_TRAFFIC_SHIFT',
  'PRODUCTION_TRAFFIC_SHIFT',
  'POST_PRODUCTION_TRAFFIC_SHIFT',
  'BAKE_TIME',
  'CLEAN_UP',
] as const

export type LifecycleStage = (typeof LIFECYCLE_STAGES)[number]

/** Task counts of a service revision within a deployment. Weights are percents, undefined where ECS names none. */
export type RevisionProgress = {
  readonly arn: string
  readonly requested: number
  readonly running: number
  readonly pending: number
  readonly productionWeight: number | undefined
  readonly testWeight: number | undefined
}

/** A pause of a deployment, or a Lambda that decides. */
export type LifecycleHook = {
  readonly hookId: string
  /** `AWAITING_ACTION`, `IN_PROGRESS`, `SUCCEEDED`, … */
  readonly status: string
  /** Milliseconds since the epoch. */
  readonly expiresAt: number | undefined
  /** What ECS does then: `ROLLBACK` or `CONTINUE`. */
  readonly timeoutAction: string | undefined
}

/** A service deployment as DescribeServiceDeployments answers it. Times in milliseconds since the epoch, by ECS's clock. */
export type ServiceDeployment = {
  readonly arn: string
  readonly service: string
  readonly cluster: string
  /** A status that is not known yet comes as `UNKNOWN`: nobody may take it for an end. */
  readonly status: ServiceDeploymentStatus | 'UNKNOWN'
  readonly statusReason: string
  readonly createdAt: number
  readonly startedAt: number | undefined
  readonly finishedAt: number | undefined
  readonly stoppedAt: number | undefined
  readonly updatedAt: number | undefined
  readonly stage: LifecycleStage | undefined
  readonly hooks: readonly LifecycleHook[]
  readonly sources: readonly RevisionProgress[]
  readonly target: RevisionProgress | undefined
  readonly circuitBreaker:
    | {
        /** `TRIGGERED`, `MONITORING`, `MONITORING_COMPLETE`, `DISABLED`. */
        readonly status: string
        readonly failures: number
        readonly threshold: number | undefined
      }
    | undefined
  readonly alarms:
    | {
        readonly status: string
        readonly names: readonly string[]
        readonly triggered: readonly string[]
      }
    | undefined
  readonly rollback:
    | {
        readonly reason: string
        readonly startedAt: number | undefined
        readonly serviceRevision: string | undefined
      }
    | undefined
}

/** What ListServiceDeployments tells of one. */
export type ServiceDeploymentBrief = {
  readonly arn: string
  readonly status: ServiceDeploymentStatus | 'UNKNOWN'
  readonly createdAt: number
  readonly startedAt: number | undefined
  readonly finishedAt: number | undefined
  /** ARN of its service revision; undefined for old ones. */
  readonly targetServiceRevision: string | undefined
}
