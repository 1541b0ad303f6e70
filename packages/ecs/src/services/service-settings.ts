import type { Json } from '@ci-kit/core/json'
import type { DeploymentStrategy } from '../model/service.ts'

/** How new tasks come and old ones go. A member that is left out stays as the service has it. */
export type DeploymentSettings = {
  /** Percents of the desired count. */
  readonly minimumHealthyPercent?: number
  readonly maximumPercent?: number
  readonly circuitBreaker?: { readonly enable: boolean; readonly rollback: boolean }
  /** Names of CloudWatch alarms; none switches them off. */
  readonly alarms?: readonly string[]
  readonly strategy?: DeploymentStrategy
  /** How long both revisions run after the traffic went over. */
  readonly bakeMinutes?: number
  readonly canary?: { readonly percent?: number; readonly bakeMinutes?: number }
  readonly linear?: { readonly stepPercent?: number; readonly stepBakeMinutes?: number }
}

/**
 * What is to change in a service besides its task definition. Only what is
 * there is sent: ECS leaves what is absent as it is, and takes an empty list as
 * the order to clear it.
 */
export type ServiceSettings = {
  readonly desiredCount?: number
  readonly forceNewDeployment?: boolean
  readonly enableEcsManagedTags?: boolean
  readonly propagateTags?: 'SERVICE' | 'TASK_DEFINITION' | 'NONE'
  /** Volumes that are configured at launch, in ECS's words: `{ name, managedEBSVolume }`. */
  readonly volumeConfigurations?: readonly Json[]
  /** `LATEST`, `1.4.0`; Fargate only. */
  readonly platformVersion?: string
  readonly healthCheckGracePeriodSeconds?: number
  /** In ECS's words: `{ awsvpcConfiguration: { subnets, … } }`. */
  readonly networkConfiguration?: Json
  readonly capacityProviderStrategy?: readonly Json[]
  readonly availabilityZoneRebalancing?: 'ENABLED' | 'DISABLED'
  readonly enableExecuteCommand?: boolean
  readonly deployment?: DeploymentSettings
}
