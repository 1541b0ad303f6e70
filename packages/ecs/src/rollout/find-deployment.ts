import type { ServiceDeploymentBrief } from '../model/service-deployment.ts'
import type { StartedRollout } from './rollout.ts'

/** Between two times of ECS about one update; both by ECS's clock. */
export const ECS_TOLERANCE_MS = 5_000

/** What a list of service deployments says about a rollout. */
export type Found = {
  readonly ours: ServiceDeploymentBrief | undefined
  /** Others that came after ours, oldest first: they supersede it. */
  readonly newer: readonly ServiceDeploymentBrief[]
}

/** Whether a listed service deployment may be ours: new, and not older than our update. */
export const isCandidate = (started: StartedRollout, brief: ServiceDeploymentBrief): boolean =>
  !started.before.includes(brief.arn) && brief.createdAt >= started.startedAt - ECS_TOLERANCE_MS

/**
 * Finds the service deployment that an update began: one that was not there
 * before, not older than the update, whose revision runs our task definition.
 * Its status does not matter, because a quick one may have ended. Of several
 * (somebody forces new deployments of the same task definition) ours is the
 * one that was created nearest to our update. A list may be stale: `ours`
 * is undefined then.
 *
 * @param taskDefinitionOf ARN of the task definition of a service revision, as far as known
 */
export const findDeployment = (
  started: StartedRollout,
  listed: readonly ServiceDeploymentBrief[],
  taskDefinitionOf: (revision: string) => string | undefined,
): Found => {
  const candidates = listed.filter((brief) => isCandidate(started, brief))
  const isOurs = ({ targetServiceRevision: revision }: ServiceDeploymentBrief) =>
    revision !== undefined && taskDefinitionOf(revision) === started.taskDefinition
  const distance = ({ createdAt }: ServiceDeploymentBrief) =>
    Math.abs(createdAt - started.startedAt)
  const [ours] = candidates.filter(isOurs).toSorted((a, b) => distance(a) - distance(b))
  return { ours, newer: ours === undefined ? [] : newerThan(ours, candidates) }
}

/** Those that were created after a service deployment, oldest first. */
const newerThan = (
  ours: { readonly arn: string; readonly createdAt: number },
  listed: readonly ServiceDeploymentBrief[],
): readonly ServiceDeploymentBrief[] =>
  listed
    .filter(({ arn, createdAt }) => arn !== ours.arn && createdAt >= ours.createdAt)
    .toSorted((a, b) => a.createdAt - b.createdAt)
