import { visible } from '@ci-kit/core/log'
import type { Services } from '@ci-kit/ecs/ecs'
import type { Service } from '@ci-kit/ecs/model/service'
import type { Outcome } from '@ci-kit/ecs/rollout/outcome'
import type { RolloutResult, StartedRollout } from '@ci-kit/ecs/rollout/rollout'
import { type StartPorts, startUpdate } from '@ci-kit/ecs/services/start-rollout'
import { updateRequest } from '@ci-kit/ecs/services/update-request'

/** A service as this step found it, and what the step deployed to it. */
export type Deployed = {
  /** As it was described before the update; undefined when this step created it. */
  readonly before: Service | undefined
  /** ARN of what it ran well before; undefined when nothing is known of that. */
  readonly previous: string | undefined
  readonly name: string
  /** ARN that this step deployed. */
  readonly taskDefinition: string
}

export type RollBackPorts = StartPorts & {
  readonly services: Pick<Services, 'describe'>
  readonly watch: (started: StartedRollout) => Promise<RolloutResult>
  /** Loud, because it is a further update of the service. */
  readonly warn: (text: string) => void
}

/**
 * Brings a service back to the task definition it ran before, by a further
 * UpdateService, and watches that. A service that runs something else by now
 * belongs to another deployment and is left alone: `superseded`. Undefined when
 * there is nothing to go back to. Settings that the step changed stay.
 */
export const rollBackService = async (
  deployed: Deployed,
  because: string,
  ports: RollBackPorts,
): Promise<RolloutResult | undefined> => {
  const name = visible(deployed.name, 200)
  const { previous } = deployed
  const why = whyLeft(deployed)
  if (previous === undefined || why !== undefined) {
    ports.warn(`Service '${name}' stays as it is, because ${why}; ${visible(because, 500)}.`)
    return undefined
  }
  const { found } = await ports.services.describe([deployed.name])
  const now = found.find((service) => service.name === deployed.name)
  if (now === undefined || now.taskDefinition !== deployed.taskDefinition) {
    return left(deployed.name, now, previous)
  }
  const update = updateRequest(now, previous, {})
  if (update === undefined) return undefined
  ports.warn(
    `Service '${name}' goes back to ${visible(previous, 300)}, because ${visible(because, 500).replace(/\.$/, '')}. This is a second update of the service in this step.`,
  )
  const { rollout } = await startUpdate(ports, now, {
    taskDefinition: previous,
    update,
    until: 'end',
  })
  if (rollout === undefined) return undefined
  const result = await ports.watch(rollout)
  return {
    ...result,
    outcome: asRollback(result.outcome, because),
    stopped: result.stopped ?? { reason: because },
  }
}

/** Why there is no way back by UpdateService; undefined where there is one. */
const whyLeft = ({ before, previous, taskDefinition }: Deployed): string | undefined => {
  if (before === undefined) return 'this step created it'
  if (previous === undefined) return 'nothing is known to have run well in it before'
  if (previous === taskDefinition) return 'it ran the same task definition'
  // ECS refuses to update the task definition of such a service.
  return before.controller === 'CODE_DEPLOY'
    ? 'CodeDeploy deploys it: deploy the release before again, or roll back in CodeDeploy'
    : undefined
}

/** The success of going back is no success of the deployment. */
const asRollback = (outcome: Outcome, because: string): Outcome => {
  if (outcome.kind === 'succeeded') return { kind: 'rolled-back', reason: because }
  // Rolled back from the way back: it runs what was to be left.
  return outcome.kind === 'rolled-back'
    ? { kind: 'failed', reason: `The way back did not succeed: ${outcome.reason}` }
    : outcome
}

const left = (service: string, now: Service | undefined, previous: string): RolloutResult => ({
  service,
  outcome: outcomeOfLeft(now, previous),
  progress: {
    deployment: undefined,
    status: now?.status ?? 'MISSING',
    stage: undefined,
    sources: [],
    target: undefined,
    entries: now?.deployments ?? [],
    desired: now?.desired ?? 0,
  },
  timeline: [],
  events: [],
  tookMs: 0,
  stopped: undefined,
})

const outcomeOfLeft = (now: Service | undefined, previous: string): Outcome => {
  if (now === undefined) return { kind: 'failed', reason: 'The service is not there any more.' }
  if (now.taskDefinition !== previous) return { kind: 'superseded', by: primaryId(now) }
  const reason = `The service is set to ${visible(previous, 300)} again, by ECS or somebody else. Whether it runs is not known.`
  return { kind: 'failed', reason }
}

const primaryId = (service: Service): string =>
  service.deployments.find(({ status }) => status === 'PRIMARY')?.id ?? service.taskDefinition
