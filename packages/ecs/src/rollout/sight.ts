import type { DeploymentEntry, Service } from '../model/service.ts'
import type { ServiceDeployment, ServiceDeploymentBrief } from '../model/service-deployment.ts'
import { ECS_TOLERANCE_MS } from './find-deployment.ts'
import type { Outcome } from './outcome.ts'
import type { StartedRollout } from './rollout.ts'

/** What one look saw of one rollout. The service is read after the service deployment. */
export type Sight = {
  /** Ours; undefined where it is not found yet, or must not be read. */
  readonly deployment: ServiceDeployment | undefined
  /** Service deployments that came after ours, oldest first; only looked for when ours was stopped. */
  readonly newer: readonly ServiceDeploymentBrief[]
  /** Undefined: ECS says that it is missing. */
  readonly service: Service | undefined
}

/**
 * Why the step asked ECS to roll back: the rollout was hopeless (`failure`),
 * another one of its group failed, the limit was reached, the job was
 * cancelled.
 */
export type Asked = {
  readonly why: 'failure' | 'group' | 'limit' | 'cancel'
  readonly reason: string
}

/** What a look means. `missing`: what is still to come, as sentences. */
export type Verdict =
  | { readonly kind: 'wait'; readonly missing: readonly string[] }
  | { readonly kind: 'ended'; readonly outcome: Outcome }

export const wait = (...missing: readonly string[]): Verdict => ({ kind: 'wait', missing })

export const ended = (outcome: Outcome): Verdict => ({ kind: 'ended', outcome })

/** The entry of `deployments[]` that our update made, known by its id, or by its task definition and age. */
export const isOurEntry = (started: StartedRollout, entry: DeploymentEntry): boolean =>
  started.primary === undefined
    ? entry.taskDefinition === started.taskDefinition &&
      entry.createdAt >= started.startedAt - ECS_TOLERANCE_MS
    : entry.id === started.primary

export const primaryOf = (service: Service): DeploymentEntry | undefined =>
  service.deployments.find(({ status }) => status === 'PRIMARY')

/** Whether the service cannot run anything any more; undefined is a missing one. */
export const isGone = (service: Service | undefined): boolean => service?.status !== 'ACTIVE'
