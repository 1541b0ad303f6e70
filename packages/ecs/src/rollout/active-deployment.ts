import type { ServiceDeployments } from '../ecs.ts'
import type { ServiceDeployment, ServiceDeploymentStatus } from '../model/service-deployment.ts'

/** Statuses in which a service deployment is not at its end, as far as they are known. */
const ACTIVE: readonly ServiceDeploymentStatus[] = [
  'PENDING',
  'IN_PROGRESS',
  'STOP_REQUESTED',
  'ROLLBACK_REQUESTED',
  'ROLLBACK_IN_PROGRESS',
]

/**
 * The service deployment that is not at its end; a service has one at most.
 *
 * @param service name or ARN. Rejects with an AwsRefusal.
 */
export const activeDeployment = async (
  deployments: Pick<ServiceDeployments, 'list' | 'describe'>,
  service: string,
): Promise<ServiceDeployment | undefined> => {
  const listed = await deployments.list(service, { statuses: ACTIVE })
  if (listed.length === 0) return undefined
  const { found } = await deployments.describe(listed.map(({ arn }) => arn))
  return found.filter(isActive).toSorted((a, b) => b.createdAt - a.createdAt)[0]
}

const ENDS: readonly string[] = ['SUCCESSFUL', 'STOPPED', 'ROLLBACK_SUCCESSFUL', 'ROLLBACK_FAILED']

/** Whether it is not at its end: a list may lag behind. A status that is not known is no end. */
export const isActive = ({ status }: ServiceDeployment): boolean => !ENDS.includes(status)
