import type { Json } from '@ci-kit/core/json'
import type { Log } from '@ci-kit/core/log'
import { visible } from '@ci-kit/core/log'
import type { Service } from '@ci-kit/ecs/model/service'
import type { ServiceRequest } from '../service-request.ts'
import { generatedAppSpec } from './appspec.ts'
import { appSpecFromFile } from './appspec-file.ts'
import type { CodeDeploy, DeploymentGroup } from './codedeploy.ts'
import { type CodeDeployPlace, codeDeployPlace } from './deployment-request.ts'
import { deploymentGroup } from './start.ts'
import { unusedByCodeDeploy } from './unused-settings.ts'
import { codeDeployWaitLimit } from './wait-limit.ts'

const MINUTE = 60_000

/** All that a deployment by CodeDeploy needs but the ARN of its task definition. */
export type CodeDeployPlan = {
  readonly place: CodeDeployPlace
  readonly group: DeploymentGroup
  /** Names of the cluster and the service with a colon between. */
  readonly target: string
  readonly limitMs: number
  appSpec(taskDefinition: string): Json
}

export type PlanCodeDeployPorts = {
  readonly codeDeploy: Pick<CodeDeploy, 'group'>
  readonly log: Pick<Log, 'notice'>
  readonly limitMs: number
  /** The text of an AppSpec file. */
  readAppSpec(path: string): Promise<string>
}

/**
 * Reads what can be wrong with a deployment by CodeDeploy before anything is
 * registered: the group and the AppSpec. Tells what was asked for and CodeDeploy
 * does not take. Rejects with a `UserError`.
 */
export const planCodeDeploy = async (
  service: Service,
  request: ServiceRequest,
  { codeDeploy, log, limitMs, readAppSpec }: PlanCodeDeployPorts,
): Promise<CodeDeployPlan> => {
  const { codeDeploy: wishes, settings } = request
  const cluster = service.cluster.slice(service.cluster.lastIndexOf('/') + 1)
  const place = codeDeployPlace(cluster, service.name, wishes)
  const group = await deploymentGroup(codeDeploy, place)
  const file = wishes.appSpec === '' ? undefined : await readAppSpec(wishes.appSpec)
  const origin = `Input 'codedeploy-appspec' (${visible(wishes.appSpec, 200)})`
  const appSpec = (taskDefinition: string): Json =>
    file === undefined
      ? generatedAppSpec(service, { taskDefinition, ...settings })
      : appSpecFromFile(file, origin, taskDefinition)
  // It throws now, or never.
  appSpec(service.taskDefinition)
  const unused = unusedByCodeDeploy(settings)
  if (unused.length > 0)
    log.notice(
      `Service '${visible(service.name, 200)}' is deployed by CodeDeploy, which does not take ${unused.join(', ')}: left as it is. Change that outside of a deployment.`,
    )
  const limit = codeDeployWaitLimit(group, limitMs / MINUTE)
  if (limit.notice !== undefined) log.notice(limit.notice)
  const target = `${cluster}:${service.name}`
  return { place, group, target, limitMs: limit.minutes * MINUTE, appSpec }
}
