import type { Json } from '@ci-kit/core/json'
import type { Scenario } from '../scenario.ts'
import { AwsFault, type Now } from '../service-handler.ts'
import { nameIn } from './arns.ts'
import type { Frame, TaskEnd } from './frames.ts'

export type TaskDefinitionRecord = {
  readonly arn: string
  readonly family: string
  readonly revision: number
  readonly status: 'ACTIVE' | 'INACTIVE'
  /** As it was registered, with members that nobody knows. */
  readonly document: Json
  readonly tags: unknown
  readonly registeredAt: number
  readonly deregisteredAt?: number
}

/** A service deployment together with the revision that it brings. */
export type DeploymentRecord = {
  readonly arn: string
  /** `ecs-svc/…`. */
  readonly id: string
  readonly revisionArn: string
  /** From before ECS kept revisions. */
  readonly withoutRevision: boolean
  readonly createdAt: number
  readonly taskDefinition: string
  /** The service as it was set then. */
  readonly settings: Json
  /** What ran before: the last success. */
  readonly source?: DeploymentRecord
  readonly frames: readonly Frame[]
}

export type ServiceRecord = {
  readonly arn: string
  readonly name: string
  readonly createdAt: number
  readonly desired: number
  /** Further members as they were created and updated. */
  readonly settings: Json
  /** Oldest first. */
  readonly deployments: readonly DeploymentRecord[]
  /** What outdated answers still tell, and how many of them. */
  readonly stale?: { readonly before: ServiceRecord; readonly left: number }
}

export type OneOffTaskRecord = {
  readonly arn: string
  readonly createdAt: number
  readonly takes: number
  readonly end: TaskEnd
  readonly taskDefinition: TaskDefinitionRecord
  readonly input: Json
  readonly stopped?: { readonly at: number; readonly reason: string }
}

/** All that a simulated ECS remembers. What follows from time is not in here. */
export type EcsState = {
  readonly scenario: Scenario
  readonly cluster: string
  readonly now: Now
  /** When the scenario began; what is older was seeded. */
  readonly startedAt: number
  /** Newest last. */
  readonly families: Map<string, readonly TaskDefinitionRecord[]>
  readonly services: Map<string, ServiceRecord>
  readonly oneOffTasks: Map<string, OneOffTaskRecord>
  /** A number that was not given before. */
  nextNumber(): number
}

/** Operations of ECS by name. */
export type Operations = Readonly<Record<string, (input: Json) => Json>>

export const newEcsState = (scenario: Scenario, now: Now): EcsState => {
  let last = 0
  return {
    scenario,
    cluster: scenario.cluster ?? 'production',
    now,
    startedAt: now(),
    families: new Map(),
    services: new Map(),
    oneOffTasks: new Map(),
    nextNumber: () => {
      last += 1
      return last
    },
  }
}

/** Refuses another cluster than the one that is there. */
export const checkCluster = ({ cluster }: EcsState, { cluster: asked }: Json): void => {
  if (nameIn(String(asked ?? 'default')) !== cluster)
    throw new AwsFault('ClusterNotFoundException', 'Cluster not found.')
}
