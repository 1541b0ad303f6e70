import type { Service } from '../model/service.ts'
import type { ServiceDeployment } from '../model/service-deployment.ts'
import type { StartedRollout } from './rollout.ts'
import { isOurEntry, primaryOf } from './sight.ts'

/** Who the service is set to: us, another deployment, or what a stale read cannot tell. */
type Standing = 'ours' | 'unclear' | { readonly by: string }

/**
 * Whether a service is still set to our deployment. What is older than our
 * update is a stale read, not a successor.
 */
export const standing = (
  started: StartedRollout,
  deployment: ServiceDeployment,
  service: Service,
): Standing => {
  const primary = primaryOf(service)
  if (primary === undefined) return 'unclear'
  if (isOurEntry(started, primary)) return 'ours'
  const current = service.currentServiceDeployment
  // Blue/green: what was PRIMARY when it began is the blue one.
  const isGreen =
    started.strategy !== 'ROLLING' && primary.taskDefinition === started.taskDefinition
  if (isGreen && current === deployment.arn) return 'ours'
  if (primary.createdAt <= started.startedAt) return 'unclear'
  const isOther =
    current !== undefined && current !== deployment.arn && !started.before.includes(current)
  return { by: isOther ? current : primary.id }
}
