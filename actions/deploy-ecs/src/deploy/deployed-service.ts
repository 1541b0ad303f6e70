import type { Diagnosis } from '@ci-kit/ecs/diagnosis/diagnosis'
import type { Digests } from '@ci-kit/ecs/ledger/ledger'
import type { RolloutResult } from '@ci-kit/ecs/rollout/rollout'
import type { Change } from '@ci-kit/ecs/task-definition/diff'

/** How a service of the step ended. */
export type ServiceEnd =
  /** Nothing was sent, or nothing that replaces tasks. `started`: nobody waits for it. */
  | { readonly kind: 'unchanged' | 'updated' | 'registered' | 'started' }
  | { readonly kind: 'not-started'; readonly reason: string }
  | {
      readonly kind: 'watched'
      readonly result: RolloutResult
      readonly diagnosis: Diagnosis | undefined
    }
  /** What ECS or somebody else refused, as it was thrown. */
  | { readonly kind: 'broken'; readonly error: unknown }

export type DeployedService = {
  readonly name: string
  /** ARN, '' where there is none. */
  readonly service: string
  /** ARN. */
  readonly taskDefinition: string
  /** ARN of what ran before, '' where nothing did. */
  readonly previous: string
  readonly digests: Digests
  readonly changes: readonly Change[]
  readonly end: ServiceEnd
  /** Of the deployment in CodeDeploy, '' for others. */
  readonly codeDeployment: string
  /** In the ledger, '' where there is none. */
  readonly record: string
}
