import { AwsRefusal } from '@ci-kit/aws/aws-call'
import type { RolloutResult } from '@ci-kit/ecs/rollout/rollout'
import type { Plan } from '../plan/plan.ts'
import type { Ports } from '../ports.ts'

export type Stopped =
  /** It was told to go back, and this is how that ended. */
  | { readonly kind: 'stopped'; readonly result: RolloutResult }
  /** It went back by itself before. */
  | { readonly kind: 'back' }
  /** It had ended in another way, so that all has to be looked at again. */
  | { readonly kind: 'ended' }

const CONFLICTS = ['ConflictException', 'ServiceDeploymentNotFoundException']

/** Ends the active deployment by a rollback and waits for that. */
export const stopActive = async (
  plan: Plan,
  { deployment }: NonNullable<Plan['stop']>,
  { ecs, watch }: Pick<Ports, 'ecs' | 'watch'>,
): Promise<Stopped> => {
  const { arn } = deployment
  try {
    await ecs.deployments.stop(arn, 'ROLLBACK')
  } catch (thrown) {
    if (!(thrown instanceof AwsRefusal) || !CONFLICTS.includes(thrown.code)) throw thrown
    const { found } = await ecs.deployments.describe([arn])
    const isBack = found.some(({ status }) => status === 'ROLLBACK_SUCCESSFUL')
    return { kind: isBack ? 'back' : 'ended' }
  }
  const { service, from, before } = plan
  const { taskDefinition } = from
  const primary = service.deployments.find(
    (entry) => entry.status === 'PRIMARY' && entry.taskDefinition === taskDefinition,
  )
  const result = await watch({
    service: service.name,
    serviceArn: service.arn,
    taskDefinition,
    primary: primary?.id,
    before: before.filter((one) => one !== arn),
    startedAt: deployment.createdAt,
    strategy: service.strategy,
    until: 'end',
  })
  return { kind: 'stopped', result }
}
