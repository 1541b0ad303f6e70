import { AwsRefusal } from '@ci-kit/aws/aws-call'
import type { Json } from '@ci-kit/core/json'
import type { ServiceDeployments, Services } from '../ecs.ts'
import type { Service } from '../model/service.ts'
import { ECS_TOLERANCE_MS } from '../rollout/find-deployment.ts'
import type { Until } from '../rollout/outcome.ts'
import type { StartedRollout } from '../rollout/rollout.ts'
import { explainedUpdateRefusal } from './update-refusal.ts'
import type { ServiceUpdate } from './update-request.ts'

/** What starting needs of ECS. */
export type StartPorts = {
  readonly services: Pick<Services, 'update' | 'create'>
  readonly deployments: Pick<ServiceDeployments, 'list'>
}

/** What ECS answered, and the rollout that is to be watched; none where no task is replaced. */
export type Started = { readonly service: Service; readonly rollout: StartedRollout | undefined }

/** Enough to know all that can be active or has just ended. */
const KNOWN_BEFORE = 20

/**
 * Sends one UpdateService. `service` is as it was described before, and
 * `taskDefinition` the ARN it is to run. Rejects with an {@link AwsRefusal}
 * that tells what a refusal means.
 */
export const startUpdate = async (
  ports: StartPorts,
  service: Service,
  {
    taskDefinition,
    update,
    until,
  }: {
    readonly taskDefinition: string
    readonly update: ServiceUpdate
    readonly until: Until
  },
): Promise<Started> => {
  const before = update.startsDeployment ? await deploymentsOf(ports, service) : []
  const refused = { service: service.name, taskDefinition }
  const answer = await explained(refused, () => ports.services.update(update.request))
  return {
    service: answer,
    rollout: update.startsDeployment
      ? startedRollout(answer, { previous: service, before, taskDefinition, until })
      : undefined,
  }
}

/** Sends one CreateService; its first deployment is watched like any other. */
export const startCreate = async (
  ports: StartPorts,
  name: string,
  {
    taskDefinition,
    request,
    until,
  }: {
    readonly taskDefinition: string
    readonly request: Json
    readonly until: Until
  },
): Promise<Started> => {
  const refused = { service: name, taskDefinition }
  const answer = await explained(refused, () => ports.services.create(request))
  const about = { previous: undefined, before: [], taskDefinition, until }
  return { service: answer, rollout: startedRollout(answer, about) }
}

const explained = async (
  refused: { readonly service: string; readonly taskDefinition: string },
  send: () => Promise<Service>,
): Promise<Service> => {
  try {
    return await send()
  } catch (thrown) {
    throw explainedUpdateRefusal(thrown, refused)
  }
}

/** Without the permission the service itself tells the newest; whoever watches says what is missing. */
const deploymentsOf = async (
  { deployments }: StartPorts,
  { arn, currentServiceDeployment: current }: Service,
): Promise<readonly string[]> => {
  const known = current === undefined ? [] : [current]
  try {
    const listed = await deployments.list(arn, { most: KNOWN_BEFORE })
    return [...new Set([...known, ...listed.map((deployment) => deployment.arn)])]
  } catch (thrown) {
    if (thrown instanceof AwsRefusal && thrown.denied) return known
    throw thrown
  }
}

/** A rollout out of the answer of UpdateService or CreateService. `previous`: the service as it was before. */
export const startedRollout = (
  answer: Service,
  about: {
    readonly previous: Service | undefined
    readonly before: readonly string[]
    readonly taskDefinition: string
    readonly until: Until
  },
): StartedRollout => {
  const old = new Set(about.previous?.deployments.map(({ id }) => id))
  const primary = answer.deployments.find(({ status, id }) => status === 'PRIMARY' && !old.has(id))
  return {
    service: answer.name,
    serviceArn: answer.arn,
    taskDefinition: about.taskDefinition,
    // An answer that is stale still shows the old one, which must not be watched.
    primary: primary?.id,
    before: about.before,
    startedAt:
      primary?.createdAt ?? afterAll([answer, ...(about.previous ? [about.previous] : [])]),
    strategy: answer.strategy,
    until: about.until,
  }
}

/**
 * The first time that no entry which ECS has dated may pass for, by the
 * tolerance of those who compare. Never our own clock, which may differ.
 */
const afterAll = (services: readonly Service[]): number => {
  const times = services.flatMap(({ deployments, events }) => [
    ...deployments.map(({ createdAt }) => createdAt),
    ...events.map(({ at }) => at),
  ])
  return Math.max(0, ...times) + ECS_TOLERANCE_MS + 1
}
