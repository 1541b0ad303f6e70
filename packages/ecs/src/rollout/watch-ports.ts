import type { Clock } from '@ci-kit/core/clock'
import type { Log } from '@ci-kit/core/log'
import type { Hopeless } from '../diagnosis/diagnosis.ts'
import type { ServiceDeployments, Services } from '../ecs.ts'
import type { ServiceDeployment } from '../model/service-deployment.ts'
import type { DeploymentReads } from './deployments-view.ts'
import type { Progress, StartedRollout } from './rollout.ts'

export type WatchSettings = {
  /** For all rollouts of the step together, from the first on. */
  readonly limitMs: number
  /** Longest pause between two looks. */
  readonly maxDelayMs: number
  /** What to do with a rollout that is hopeless, or has reached the limit. */
  readonly onFailure: 'rollback' | 'leave'
  readonly onCancel: 'rollback' | 'leave'
  /** Whether the others in progress are rolled back when one fails. */
  readonly group: 'rollback' | 'leave'
}

export type WatchPorts = {
  readonly services: Pick<Services, 'describe'>
  readonly deployments: DeploymentReads
  /**
   * Over a connection that the cancellation does not end: what has to be said
   * to ECS when the job is cancelled goes this way, and every stop.
   */
  readonly stopping: DeploymentReads & Pick<ServiceDeployments, 'stop'>
  readonly clock: Clock
  readonly log: Pick<Log, 'info' | 'notice' | 'warning'>
  readonly cancellation: AbortSignal
  /** Asked every few looks while tasks fail; undefined: it may still succeed. */
  readonly hopeless: (rollout: StartedRollout, progress: Progress) => Promise<Hopeless | undefined>
  /** Told once of every service deployment of ours. Must not throw. */
  readonly onFound: (service: string, deployment: ServiceDeployment) => void
}
