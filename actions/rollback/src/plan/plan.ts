import type { Json } from '@ci-kit/core/json'
import type { ReleaseContent } from '@ci-kit/ecs/ledger/ledger'
import type { Service } from '@ci-kit/ecs/model/service'
import type { ServiceDeployment } from '@ci-kit/ecs/model/service-deployment'
import type { Exclusion, Release } from '../choose/release.ts'
import type { Commits } from '../ports.ts'
import type { RevisionDifference } from './revision-differences.ts'

/** A line of the list of candidates. */
export type Candidate = {
  readonly release: Release
  readonly excluded: Exclusion
  /** What going back to it takes out; undefined where it was not asked for or nobody knows. */
  readonly commits: Commits | undefined
}

export type Update = {
  readonly target: Release
  /** Registers the target anew; undefined when its task definition is used as it is. */
  readonly register: Json | undefined
  readonly differences: readonly RevisionDifference[]
}

/** What is to be done with one service; nothing has been changed when it is made. */
export type Plan = {
  readonly service: Service
  /** What is left: what runs, or what is just being deployed. */
  readonly from: ReleaseContent & { readonly commit: string }
  readonly target: Release
  /** Releases that must not come back. */
  readonly bad: readonly ReleaseContent[]
  /** The deployment to stop, which leads to `target` when there is no update. */
  readonly stop: { readonly deployment: ServiceDeployment; readonly source: string } | undefined
  readonly update: Update | undefined
  /** ARNs of the service deployments that are there. */
  readonly before: readonly string[]
  readonly warnings: readonly string[]
}

/** A plan, or why there is none, with what could be chosen. */
export type Planned = {
  readonly service: string
  readonly candidates: readonly Candidate[]
  readonly notes: readonly string[]
} & (
  | { readonly plan: Plan; readonly refusal?: never }
  | { readonly refusal: string; readonly plan?: never }
)
