import { type Json, objectAt } from '@ci-kit/core/json'
import type { Services } from '../ecs.ts'
import { readService } from '../model/read-service.ts'
import type { Service } from '../model/service.ts'
import { type Cluster, describeAll, ONCE } from './ecs-calls.ts'

/** Most services of one DescribeServices. */
const PAGE = 10

export const servicesOf = ({ call, cluster }: Cluster): Services => ({
  describe: (names, signal) => {
    const more = { cluster }
    const read = readService
    const described = { operation: 'DescribeServices', asked: 'services', found: 'services' }
    return describeAll(call, { ...described, page: PAGE, read, more }, names, signal)
  },
  update: async (request) =>
    serviceIn(await call('UpdateService', { ...request, cluster }, ONCE), 'UpdateService'),
  create: async (request) =>
    serviceIn(await call('CreateService', { ...request, cluster }, ONCE), 'CreateService'),
})

const serviceIn = (answer: Json, operation: string): Service => {
  const document = objectAt(answer, 'service')
  if (document !== undefined) return readService(document)
  throw new Error(`ecs:${operation} answered without a service`)
}
