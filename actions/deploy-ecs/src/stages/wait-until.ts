import { UserError } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'
import type { DeploymentStrategy, Service } from '@ci-kit/ecs/model/service'
import { LIFECYCLE_STAGES } from '@ci-kit/ecs/model/service-deployment'
import type { Until } from '@ci-kit/ecs/rollout/outcome'

/**
 * What a step waits for: `end` (also for nothing), `paused`, or a stage in any
 * case, with hyphens or as ECS writes it: `bake-time`, `BAKE_TIME`.
 */
export const parseWaitUntil = (text: string, input: string): Until => {
  const word = text.trim().toUpperCase().replaceAll('-', '_')
  if (word === '' || word === 'END') return 'end'
  if (word === 'PAUSED') return 'paused'
  const stage = LIFECYCLE_STAGES.find((name) => name === word)
  if (stage !== undefined) return stage
  const stages = LIFECYCLE_STAGES.map((name) => `'${name.toLowerCase().replaceAll('_', '-')}'`)
  throw new UserError(
    `Input '${input}' is '${visible(text.trim(), 100)}'. Use 'end', 'paused' or a stage: ${stages.join(', ')}.`,
  )
}

/** Throws {@link UserError} where what is waited for can never come. `strategy`: the one that is deployed with. */
export const refuseWaitUntil = (
  service: Pick<Service, 'name' | 'controller'>,
  strategy: DeploymentStrategy,
  until: Until,
): void => {
  if (until === 'end') return
  const name = visible(service.name, 200)
  if (service.controller === 'CODE_DEPLOY') {
    throw new UserError(
      `Input 'wait-until' is '${until}', and service '${name}' is deployed by CodeDeploy, which has no stages of ECS. Use 'end'.`,
    )
  }
  if (strategy === 'ROLLING' && until.endsWith('TRAFFIC_SHIFT')) {
    throw new UserError(
      `Input 'wait-until' is '${until}', and service '${name}' is deployed ROLLING, which shifts no traffic between revisions. Use 'end', or set 'deployment-strategy'.`,
    )
  }
}
