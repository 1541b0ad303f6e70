import type { DeploymentEntry, Service } from '@ci-kit/ecs/model/service'
import type { StartedRollout } from '@ci-kit/ecs/rollout/rollout'
import { type StartPorts, startCreate, startUpdate } from '@ci-kit/ecs/services/start-rollout'
import type { Decision } from '../plan/decide.ts'
import type { Prepared } from '../plan/prepared.ts'
import type { Started } from './started.ts'

export type StartServicePorts = StartPorts & {
  /** Told before anything is sent, so that a cancelled job can be cleaned up after. */
  expect(service: string, taskDefinition: string): void
  /** Starts a deployment of CodeDeploy. */
  startCodeDeploy(prepared: Prepared, taskDefinition: string): Promise<Started>
}

/**
 * Does what was decided about one service, once. Answers undefined where there
 * is nothing to watch. `taskDefinition`: ARN.
 */
export const startService = async (
  prepared: Prepared,
  decision: Decision,
  taskDefinition: string,
  ports: StartServicePorts,
): Promise<Started | undefined> => {
  const { service, name, request } = prepared
  const { until } = request
  if (decision.kind === 'create') {
    ports.expect(name, taskDefinition)
    const wanted = { taskDefinition, request: decision.request, until }
    return watched((await startCreate(ports, name, wanted)).rollout)
  }
  if (service === undefined) return undefined
  if (decision.kind === 'attach') {
    ports.expect(service.arn, taskDefinition)
    return watched(attached(service, decision.entry, prepared))
  }
  if (decision.kind === 'update') {
    const { update, entry } = decision
    if (update.startsDeployment || entry) ports.expect(service.arn, taskDefinition)
    const { rollout } = await startUpdate(ports, service, { taskDefinition, update, until })
    return watched(rollout ?? (entry && attached(service, entry, prepared)))
  }
  return decision.kind === 'codedeploy'
    ? ports.startCodeDeploy(prepared, taskDefinition)
    : undefined
}

const watched = (rollout: StartedRollout | undefined): Started | undefined =>
  rollout && { kind: 'ecs', rollout }

/** A deployment that is on its way, as if this step had begun it. */
const attached = (
  service: Service,
  entry: DeploymentEntry,
  { request: { until } }: Prepared,
): StartedRollout => ({
  service: service.name,
  serviceArn: service.arn,
  taskDefinition: entry.taskDefinition,
  primary: entry.id,
  before: [],
  startedAt: entry.createdAt,
  strategy: service.strategy,
  until,
})
