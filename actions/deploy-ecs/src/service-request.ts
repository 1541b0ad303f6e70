import type { HealthInputs } from '@ci-kit/ecs/health/health-inputs'
import type { Until } from '@ci-kit/ecs/rollout/outcome'
import type { ServiceSettings } from '@ci-kit/ecs/services/service-settings'
import type { TaskDefinitionEdits, TaskDefinitionSource } from '@ci-kit/ecs/task-definition/edits'

/** What the workflow wants of one service; of a task definition alone where there is no service. */
export type ServiceRequest = {
  /** Name or ARN; undefined to register only. */
  readonly service: string | undefined
  readonly needs: readonly string[]
  readonly source: TaskDefinitionSource
  readonly edits: TaskDefinitionEdits
  /** Members of the task definition whose empty values stay. */
  readonly keep: ReadonlySet<string>
  readonly settings: ServiceSettings
  /** The input `create` as it is written, '' for none. */
  readonly create: string
  readonly codeDeploy: CodeDeployWishes
  readonly until: Until
  readonly health: HealthInputs
}

/** '' for what is not set. */
export type CodeDeployWishes = {
  readonly appSpec: string
  readonly application: string
  readonly group: string
  readonly description: string
  readonly config: string
}
