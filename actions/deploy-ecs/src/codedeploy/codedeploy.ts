import type { Json } from '@ci-kit/core/json'

/** What a deployment group says about its deployments. */
export type DeploymentGroup = {
  /** How long the new tasks wait for traffic, and the old ones for their end; minutes. */
  readonly readyWaitMinutes: number
  readonly terminationWaitMinutes: number
  /** CodeDeploy rolls back by itself when a deployment fails. */
  readonly rollsBackOnFailure: boolean
}

/** Status of a deployment, from the API reference of CodeDeploy. */
export const CODEDEPLOY_STATUSES = [
  'Created',
  'Queued',
  'InProgress',
  'Baking',
  'Ready',
  'Succeeded',
  'Failed',
  'Stopped',
] as const

/** A deployment as GetDeployment answers it. All texts come from outside. Times in milliseconds since the epoch. */
export type CodeDeployment = {
  /** A status that is not known yet comes as `UNKNOWN`: nobody may take it for an end. */
  readonly status: (typeof CODEDEPLOY_STATUSES)[number] | 'UNKNOWN'
  readonly error: { readonly code: string; readonly message: string } | undefined
  readonly rollback:
    | { readonly deployment: string | undefined; readonly message: string }
    | undefined
  readonly createdAt: number | undefined
  readonly completedAt: number | undefined
}

export type LifecycleEvent = {
  /** `BeforeInstall`, `Install`, `AllowTraffic`, … */
  readonly name: string
  readonly status: string
  /** Milliseconds since the epoch. */
  readonly startedAt: number | undefined
  readonly endedAt: number | undefined
  /** What a hook said of its failure; ''. */
  readonly message: string
}

export type TaskSet = {
  readonly id: string
  /** `Blue` is what ran before, `Green` what is deployed. */
  readonly label: string
  readonly desired: number
  readonly running: number
  readonly pending: number
  readonly trafficWeight: number | undefined
}

/** The service that a deployment changes, as BatchGetDeploymentTargets answers it. */
export type DeploymentTarget = {
  readonly events: readonly LifecycleEvent[]
  readonly taskSets: readonly TaskSet[]
}

/** CodeDeploy in one region. All reject with an AwsRefusal, or with what cancelled the action. */
export type CodeDeploy = {
  group(application: string, group: string): Promise<DeploymentGroup>
  /** One CreateDeployment, sent at most once; answers its id. */
  create(request: Json): Promise<string>
  describe(deployment: string, signal?: AbortSignal): Promise<CodeDeployment>
  /** `target`: name of the cluster and of the service with a colon between. Undefined before there is one. */
  target(
    deployment: string,
    target: string,
    signal?: AbortSignal,
  ): Promise<DeploymentTarget | undefined>
  /** StopDeployment with autoRollbackEnabled. */
  stop(deployment: string): Promise<void>
}
