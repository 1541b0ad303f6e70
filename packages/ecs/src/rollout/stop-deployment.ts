import { AwsRefusal } from '@ci-kit/aws/aws-call'
import type { ServiceDeployments } from '../ecs.ts'
import type { ServiceDeployment } from '../model/service-deployment.ts'
import { activeDeployment, isActive } from './active-deployment.ts'
import { HAS_ENDED } from './stop-once.ts'

/** What became of the service deployment that was to be stopped. */
type StopAnswer =
  /** There was none in progress. */
  | { readonly kind: 'none' }
  /** ECS goes back to its source revision now. `deployment`: as it was before. */
  | { readonly kind: 'stopped'; readonly deployment: ServiceDeployment }
  /** It was already on its way back, and nothing was sent. */
  | { readonly kind: 'rolling-back'; readonly deployment: ServiceDeployment }
  /** It ended before it could be stopped. `deployment`: as it ended; undefined when ECS no longer has it. */
  | { readonly kind: 'ended'; readonly deployment: ServiceDeployment | undefined }

type StopPort = Pick<ServiceDeployments, 'list' | 'describe' | 'stop'>

/**
 * Tells ECS to stop what is being deployed and to go back: one
 * StopServiceDeployment(ROLLBACK) at most. Rejects with an AwsRefusal.
 *
 * @param wanted the active deployment of a service (name or ARN), or that
 *   service deployment and no other, as a post step knows it
 */
export const stopDeployment = async (
  deployments: StopPort,
  wanted: { readonly service: string } | { readonly arn: string },
  signal?: AbortSignal,
): Promise<StopAnswer> => {
  const deployment =
    'arn' in wanted
      ? await one(deployments, wanted.arn)
      : await activeDeployment(deployments, wanted.service)
  if (deployment === undefined) return { kind: 'none' }
  if (!isActive(deployment)) return { kind: 'ended', deployment }
  if (deployment.status.startsWith('ROLLBACK_')) return { kind: 'rolling-back', deployment }
  try {
    await deployments.stop(deployment.arn, 'ROLLBACK', signal)
    return { kind: 'stopped', deployment }
  } catch (thrown) {
    if (!(thrown instanceof AwsRefusal) || !HAS_ENDED.includes(thrown.code)) throw thrown
    return { kind: 'ended', deployment: await one(deployments, deployment.arn) }
  }
}

const one = async (deployments: StopPort, arn: string): Promise<ServiceDeployment | undefined> => {
  const { found } = await deployments.describe([arn])
  return found[0]
}
