import { AwsRefusal } from '@ci-kit/aws/aws-call'
import type { Services } from '../ecs.ts'
import type { Service } from '../model/service.ts'
import type { ServiceDeployment } from '../model/service-deployment.ts'
import type { DeploymentsView } from './deployments-view.ts'
import type { Found } from './find-deployment.ts'
import { refusalKind } from './refusal-kind.ts'
import type { StartedRollout } from './rollout.ts'
import type { Sight } from './sight.ts'
import type { Watched } from './watched.ts'

/** What one look at all rollouts saw. */
export type Looked = {
  /** By names of services. */
  readonly sights: ReadonlyMap<string, Sight>
  /** Why service deployments cannot be read, when that showed now. */
  readonly refusal: AwsRefusal | undefined
}

type Seen = { readonly deployment: ServiceDeployment | undefined; readonly newer: Found['newer'] }

const NOTHING: Seen = { deployment: undefined, newer: [] }

/**
 * Looks at all rollouts: one call for their service deployments and then, so
 * that it is newer, one for their services; a list for each that is not found
 * yet or was stopped. Rejects with an AwsRefusal that is worth another try, or
 * that no reading can do without.
 */
export const look = async (
  view: DeploymentsView,
  services: Pick<Services, 'describe'>,
  rollouts: readonly Watched[],
  signal: AbortSignal,
): Promise<Looked> => {
  const { seen, refusal } = await lookAtDeployments(view, rollouts, signal)
  const arns = rollouts.map(({ started }) => started.serviceArn)
  const { found } = await services.describe(arns, signal)
  const sights = rollouts.map(({ started }): [string, Sight] => [
    started.service,
    { ...(seen.get(started.service) ?? NOTHING), service: serviceOf(started, found) },
  ])
  return { sights: new Map(sights), refusal }
}

const serviceOf = (started: StartedRollout, found: readonly Service[]): Service | undefined =>
  found.find(({ arn }) => arn === started.serviceArn) ??
  found.find(({ name }) => name === started.service)

const lookAtDeployments = async (
  view: DeploymentsView,
  rollouts: readonly Watched[],
  signal: AbortSignal,
): Promise<{ seen: ReadonlyMap<string, Seen>; refusal: AwsRefusal | undefined }> => {
  const readable = rollouts.filter(({ isLegacy }) => !isLegacy)
  try {
    return { seen: await deployments(view, readable, signal), refusal: undefined }
  } catch (thrown) {
    if (!(thrown instanceof AwsRefusal) || refusalKind(thrown) !== 'lasting') throw thrown
    return { seen: new Map(), refusal: thrown }
  }
}

const deployments = async (
  view: DeploymentsView,
  rollouts: readonly Watched[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Seen>> => {
  const unknown = rollouts.filter(({ deployment }) => deployment === undefined)
  const found = await view.find(startedOf(unknown), signal)
  const arnOf = ({ started, deployment }: Watched) =>
    deployment ?? found.get(started.service)?.ours?.arn
  const described = await view.describe(
    rollouts.flatMap((rollout) => arnOf(rollout) ?? []),
    signal,
  )
  const ours = (rollout: Watched) => described.get(arnOf(rollout) ?? '')
  const stopped = rollouts.filter(
    (rollout) => !unknown.includes(rollout) && ours(rollout)?.status === 'STOPPED',
  )
  const again = await view.find(startedOf(stopped), signal)
  return new Map(
    rollouts.map((rollout) => {
      const { service } = rollout.started
      const newer = (again.get(service) ?? found.get(service))?.newer ?? []
      return [service, { deployment: ours(rollout), newer }]
    }),
  )
}

const startedOf = (rollouts: readonly Watched[]): readonly StartedRollout[] =>
  rollouts.map(({ started }) => started)
