import { inParallel } from '@ci-kit/core/in-parallel'
import type { ServiceDeployments } from '../ecs.ts'
import type { ServiceDeployment, ServiceDeploymentBrief } from '../model/service-deployment.ts'
import { ECS_TOLERANCE_MS, type Found, findDeployment, isCandidate } from './find-deployment.ts'
import type { StartedRollout } from './rollout.ts'

export type DeploymentReads = Pick<ServiceDeployments, 'list' | 'describe' | 'revisions'>

/** Lists asked for at once. */
const LISTS_AT_ONCE = 5

/** A service with more deployments since our update has other problems. */
const MOST_LISTED = 20

/** Reads of service deployments, in as few calls as it takes. Rejects with an AwsRefusal. */
export type DeploymentsView = {
  /** By names of services. One list each, and one call for all revisions that are not known. */
  find(
    rollouts: readonly StartedRollout[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, Found>>
  /** By ARN. What ECS does not find is not there. */
  describe(
    arns: readonly string[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, ServiceDeployment>>
}

export const deploymentsView = (reads: DeploymentReads): DeploymentsView => {
  /** Task definitions by ARNs of service revisions, which never change. */
  const taskDefinitions = new Map<string, string>()
  return {
    find: async (rollouts, signal) => {
      const listed = await inParallel(rollouts, LISTS_AT_ONCE, async (started) => ({
        started,
        briefs: await candidates(reads, started, signal),
      }))
      const briefs = listed.flatMap((one) => one.briefs)
      await learn(reads, taskDefinitions, briefs, signal)
      const found = listed.map((one): [string, Found] => [
        one.started.service,
        findDeployment(one.started, one.briefs, (revision) => taskDefinitions.get(revision)),
      ])
      return new Map(found)
    },
    describe: async (arns, signal) => {
      if (arns.length === 0) return new Map()
      const { found } = await reads.describe(arns, signal)
      return new Map(found.map((deployment) => [deployment.arn, deployment]))
    },
  }
}

const candidates = async (
  reads: DeploymentReads,
  started: StartedRollout,
  signal: AbortSignal,
): Promise<readonly ServiceDeploymentBrief[]> => {
  const createdAfter = started.startedAt - ECS_TOLERANCE_MS
  const wanted = { createdAfter, most: MOST_LISTED }
  const listed = await reads.list(started.serviceArn, wanted, signal)
  return listed.filter((brief) => isCandidate(started, brief))
}

const learn = async (
  reads: DeploymentReads,
  taskDefinitions: Map<string, string>,
  briefs: readonly ServiceDeploymentBrief[],
  signal: AbortSignal,
): Promise<void> => {
  const wanted = briefs.flatMap(({ targetServiceRevision: arn }) => arn ?? [])
  const unknown = [...new Set(wanted)].filter((arn) => !taskDefinitions.has(arn))
  if (unknown.length === 0) return
  const { found } = await reads.revisions(unknown, signal)
  for (const { arn, taskDefinition } of found) taskDefinitions.set(arn, taskDefinition)
}
