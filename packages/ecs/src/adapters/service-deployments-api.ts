import type { ServiceDeployments } from '../ecs.ts'
import { objectsAt } from '../model/read-members.ts'
import {
  readServiceDeployment,
  readServiceDeploymentBrief,
} from '../model/read-service-deployment.ts'
import { readServiceRevision } from '../model/read-service-revision.ts'
import { type Cluster, describeAll, listAll, ONCE, reading } from './ecs-calls.ts'

/** Most ARNs of one DescribeServiceDeployments or DescribeServiceRevisions. */
const PAGE = 20

const DEPLOYMENTS = {
  operation: 'DescribeServiceDeployments',
  asked: 'serviceDeploymentArns',
  found: 'serviceDeployments',
  page: PAGE,
  read: readServiceDeployment,
} as const

const REVISIONS = {
  operation: 'DescribeServiceRevisions',
  asked: 'serviceRevisionArns',
  found: 'serviceRevisions',
  page: PAGE,
  read: readServiceRevision,
} as const

export const serviceDeploymentsOf = ({ call, cluster }: Cluster): ServiceDeployments => ({
  list: async (service, { statuses, createdAfter, most }, signal) => {
    const input = {
      cluster,
      service,
      ...(statuses !== undefined && { status: statuses }),
      ...(createdAfter !== undefined && { createdAt: { after: createdAfter / 1000 } }),
    }
    const items = (answer: Parameters<typeof objectsAt>[0]) =>
      objectsAt(answer, 'serviceDeployments').map(readServiceDeploymentBrief)
    const operation = 'ListServiceDeployments'
    const listed = await listAll(call, { operation, input, items, most }, signal)
    return listed.toSorted((a, b) => b.createdAt - a.createdAt)
  },
  describe: (arns, signal) => describeAll(call, DEPLOYMENTS, arns, signal),
  revisions: (arns, signal) => describeAll(call, REVISIONS, arns, signal),
  // Stopping what stops already changes nothing.
  stop: async (serviceDeploymentArn, stopType, signal) => {
    await call('StopServiceDeployment', { serviceDeploymentArn, stopType }, reading(signal))
  },
  continue: async (serviceDeploymentArn, hookId, action) => {
    await call('ContinueServiceDeployment', { serviceDeploymentArn, hookId, action }, ONCE)
  },
})
