import type { Diagnosis } from '@ci-kit/ecs/diagnosis/diagnosis'
import type { Health } from '@ci-kit/ecs/health/health'
import type { ServiceDeployment } from '@ci-kit/ecs/model/service-deployment'
import type { RolloutResult } from '@ci-kit/ecs/rollout/rollout'
import { rollBackService } from '../group/roll-back-service.ts'
import { runGroup } from '../group/run-group.ts'
import type { TakeBackPorts } from '../group/take-back-failed.ts'
import type { Prepared } from '../plan/prepared.ts'
import { deployed, type Told } from './deployed.ts'
import type { DeployedService } from './deployed-service.ts'
import { type Deployment, notedAs, serviceArnOf } from './deployment.ts'
import type { EndedRollout } from './end-rollout.ts'
import { type StartServicePorts, startService } from './start-service.ts'
import type { Started } from './started.ts'
import { backPorts, deployedOf, watchService } from './watch-service.ts'

export type Watch = (started: Started) => Promise<RolloutResult>

export type DeployPorts = StartServicePorts & {
  readonly onFailure: 'rollback' | 'leave'
  /** Whether the step waits for rollouts. */
  readonly waits: boolean
  readonly cancellation: AbortSignal
  readonly takeBack: Omit<TakeBackPorts, 'watch' | 'stop' | 'onFailure'>
  /** Tells ECS to stop a service deployment and go back. */
  stop(deployment: string): Promise<unknown>
  /** One poll loop for all rollouts. `onFound` is told of each service deployment, by the name of the service. */
  watching(onFound: (service: string, found: ServiceDeployment) => void): Watch
  /** For a rollout on its way back, with a limit of its own; nothing stops it, as that would bring the bad release again. */
  readonly watchBack: Watch
  health(prepared: Prepared): Promise<Health>
  diagnose(deployment: Deployment, started: Started, result: RolloutResult): Promise<Diagnosis>
  /** Opens the record of a rollout, once. `service`: its ARN. */
  record(deployment: Deployment, service: string, found: ServiceDeployment | undefined): void
  /** Id of the record, '' where there is none. */
  recordOf(service: string): Promise<string>
  /** Ends it; answers its id. */
  recorded(service: string, end: EndedRollout, taskDefinition: string): Promise<string>
  /** Told when the end of a rollout is known. `service`: as `expect` was told. */
  settle(service: string): void
}

/**
 * Deploys all services of the step in the order of their needs, each with one
 * update, and answers how each ended. What fails is diagnosed and taken back,
 * with all that had succeeded before, where the author wants so.
 */
export const deployServices = async (
  deployments: readonly Deployment[],
  ports: DeployPorts,
): Promise<readonly DeployedService[]> => {
  const byName = new Map(deployments.map((each) => [each.prepared.name, each]))
  const told = new Map<string, Told>()
  const watch = ports.watching((name, found) => {
    const started = told.get(name)?.started
    const deployment = wanted(byName, name)
    if (started !== undefined) ports.record(deployment, serviceArnOf(deployment, started), found)
  })
  const members = await runGroup(
    deployments.map(({ prepared: { name, request } }) => ({ service: name, needs: request.needs })),
    {
      onFailure: ports.onFailure,
      cancellation: ports.cancellation,
      start: async (name) => {
        const deployment = wanted(byName, name)
        const started = await start(deployment, ports)
        if (started === undefined) return undefined
        const record = await openedRecord(deployment, started, ports)
        told.set(name, { started, record })
        return ports.waits ? { deployment, started } : undefined
      },
      watch: async ({ deployment, started }) => {
        const tell = (known: Partial<Told>) =>
          told.set(deployment.prepared.name, { record: '', started, ...known })
        const watched = await watchService(deployment, started, watch, ports, (record) =>
          tell({ record }),
        )
        tell(watched)
        return watched.ended.result
      },
      rollBack: (name, because) =>
        rollBack(wanted(byName, name), because, told.get(name)?.started, ports),
    },
  )
  return members.map((member) =>
    deployed(wanted(byName, member.service), member, told.get(member.service)),
  )
}

const wanted = (deployments: ReadonlyMap<string, Deployment>, name: string): Deployment => {
  const found = deployments.get(name)
  if (found === undefined) throw new Error(`There is no service ${name} in this step.`)
  return found
}

const start = async (deployment: Deployment, ports: DeployPorts): Promise<Started | undefined> => {
  const { prepared, decision, taskDefinition } = deployment
  try {
    return await startService(prepared, decision, taskDefinition, ports)
  } catch (thrown) {
    // What was refused left nothing behind; what was cut off by a cancellation may have.
    if (!ports.cancellation.aborted) ports.settle(notedAs(prepared))
    throw thrown
  }
}

/** The record of what has no service deployment, or that nobody watches, is made at once. */
const openedRecord = async (
  deployment: Deployment,
  started: Started,
  ports: DeployPorts,
): Promise<string> => {
  if (started.kind === 'ecs' && ports.waits) return ''
  const service = serviceArnOf(deployment, started)
  ports.record(deployment, service, undefined)
  return ports.waits ? '' : ports.recordOf(service)
}

const rollBack = async (
  deployment: Deployment,
  because: string,
  started: Started | undefined,
  ports: DeployPorts,
): Promise<RolloutResult | undefined> => {
  const result = await rollBackService(deployedOf(deployment), because, backPorts(ports))
  // It was recorded as a success a moment ago.
  if (result !== undefined && started !== undefined)
    await ports.recorded(
      serviceArnOf(deployment, started),
      { result, diagnosis: undefined },
      deployment.taskDefinition,
    )
  return result
}
