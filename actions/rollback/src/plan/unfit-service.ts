import { visible } from '@ci-kit/core/log'
import type { Service } from '@ci-kit/ecs/model/service'

/** Why a service cannot be rolled back by ECS, undefined when it can. */
export const unfitBecause = (service: Service): string | undefined => {
  const { status, controller, isExpress } = service
  if (status !== 'ACTIVE') return `The service is ${status}. Create it again before you roll back.`
  if (isExpress) {
    return 'It is an Express service, which ECS manages itself. Roll it back in the console of ECS.'
  }
  if (controller === 'EXTERNAL') {
    return 'Its deployments are made by an external controller. Roll back there.'
  }
  if (controller === 'CODE_DEPLOY') {
    return `Its deployments are made by CodeDeploy. Stop the deployment there with automatic rollback, or deploy an earlier task definition of ${visible(service.name, 100)} by action deploy-ecs.`
  }
  return undefined
}
