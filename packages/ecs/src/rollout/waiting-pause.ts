import { UserError } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'
import type { ServiceDeployments } from '../ecs.ts'
import type { ServiceDeployment } from '../model/service-deployment.ts'
import { activeDeployment } from './active-deployment.ts'
import { awaitingHook } from './judge.ts'

/** A pause that waits for somebody. */
export type Pause = { readonly deployment: ServiceDeployment; readonly hookId: string }

/**
 * The pause at which a service's deployment waits. Rejects with a UserError
 * when nothing waits, and with an AwsRefusal.
 *
 * @param service name or ARN
 */
export const waitingPause = async (
  deployments: Pick<ServiceDeployments, 'list' | 'describe'>,
  service: string,
): Promise<Pause> => {
  const deployment = await activeDeployment(deployments, service)
  const hook = deployment === undefined ? undefined : awaitingHook(deployment)
  if (deployment === undefined || hook === undefined)
    throw new UserError(nothingWaits(service, deployment))
  return { deployment, hookId: hook.hookId }
}

const nothingWaits = (service: string, deployment: ServiceDeployment | undefined): string => {
  const name = visible(service, 300)
  if (deployment === undefined)
    return `Service ${name} has no deployment in progress, so there is no pause to end. It may have ended, or its pause ran out: look at the service's deployments in ECS.`
  const stage = deployment.stage === undefined ? '' : ` in stage ${deployment.stage}`
  return `The deployment of service ${name} is ${deployment.status}${stage} and does not wait for anybody. Wait until it pauses (wait-until: paused), then continue it.`
}
