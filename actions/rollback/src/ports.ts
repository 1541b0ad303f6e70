import type { Json } from '@ci-kit/core/json'
import type { Log } from '@ci-kit/core/log'
import type { Summary } from '@ci-kit/core/summary'
import type { ImageProblem } from '@ci-kit/ecs/adapters/image-problems'
import type { Diagnosis } from '@ci-kit/ecs/diagnosis/diagnosis'
import type { Ecs, RegisteredTaskDefinition } from '@ci-kit/ecs/ecs'
import type { Ledger } from '@ci-kit/ecs/ledger/ledger'
import type { Service } from '@ci-kit/ecs/model/service'
import type { RolloutResult, StartedRollout } from '@ci-kit/ecs/rollout/rollout'

/** The commits that a rollback takes out, newest first; `total` counts those that are not listed too. */
export type Commits = {
  readonly total: number
  readonly listed: readonly { readonly sha: string; readonly title: string }[]
}

export type Ports = {
  readonly log: Log
  readonly summary: Summary
  readonly ecs: Pick<Ecs, 'services' | 'deployments' | 'taskDefinitions'>
  /** Undefined when no history is kept. */
  readonly ledger: Ledger | undefined
  /** Follows a rollout to its end; several at the same time share their polls. */
  watch(started: StartedRollout): Promise<RolloutResult>
  /** Why a rollout did not end well. */
  diagnose(service: Service, started: StartedRollout, result: RolloutResult): Promise<Diagnosis>
  /**
   * The document that registers a task definition anew, its images pinned to the
   * digests, `sha256:…` by container. Throws a `UserError` for an image of which
   * nobody knows the digest.
   */
  revived(definition: RegisteredTaskDefinition, digests: ReadonlyMap<string, string>): Json
  /** Of images by digest, those that are not there or cannot be pulled. */
  imageProblems(images: readonly string[]): Promise<readonly ImageProblem[]>
  /** Rejects with a `UserError` unless the attestations still verify; undefined without a policy. */
  readonly verify: ((images: readonly string[]) => Promise<void>) | undefined
  /** Those of the alarms that are in state ALARM. */
  firingAlarms(names: readonly string[]): Promise<readonly string[]>
  /** Undefined outside GitHub, and when no commit is known. */
  commitsBetween(base: string, head: string): Promise<Commits | undefined>
  /** Asks the health URL until it is well or the time is over: undefined, or what was wrong. Undefined without a URL. */
  readonly unhealthy: (() => Promise<string | undefined>) | undefined
}
