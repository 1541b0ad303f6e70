import { isObject, type Json, stringAt } from '@ci-kit/core/json'
import { AwsFault } from '../service-handler.ts'
import { ecsArn, nameIn } from './arns.ts'
import { desiredIn, startDeployment } from './deployments.ts'
import { checkCluster, type EcsState, type Operations, type ServiceRecord } from './ecs-state.ts'
import { askedPage, atMost, requiredAt, stringsAt } from './input.ts'
import { updateService } from './service-updates.ts'
import { serviceView } from './service-view.ts'
import { requireNetwork, usableTaskDefinition } from './task-definitions.ts'

export const serviceOperations = (state: EcsState): Operations => ({
  DescribeServices: (input) => {
    checkCluster(state, input)
    const names = atMost(stringsAt(input, 'services'), 10, 'Services')
    if (names.length === 0)
      throw new AwsFault('InvalidParameterException', 'Services cannot be empty.')
    const found = names.map((name) => ({ name, service: readService(state, nameIn(name)) }))
    return {
      services: found.flatMap(({ service }) => (service ? [serviceView(state, service)] : [])),
      failures: found
        .filter(({ service }) => service === undefined)
        .map(({ name }) => ({
          arn: name.startsWith('arn:') ? name : ecsArn('service', state.cluster, name),
          reason: 'MISSING',
        })),
    }
  },
  ListServices: (input) => {
    checkCluster(state, input)
    const { page, nextToken } = askedPage(
      [...state.services.values()].map(({ arn }) => arn),
      input,
    )
    return { serviceArns: page, nextToken }
  },
  CreateService: (input) => {
    checkCluster(state, input)
    return { service: serviceView(state, createService(state, input)) }
  },
  UpdateService: (input) => {
    checkCluster(state, input)
    return { service: updatedView(state, updateService(state, input)) }
  },
  DescribeClusters: (input) => {
    const asked = stringsAt(input, 'clusters')
    const known = asked.filter((name) => nameIn(name) === state.cluster)
    return {
      clusters: known.map(() => clusterView(state)),
      failures: asked
        .filter((name) => !known.includes(name))
        .map((name) => ({ arn: ecsArn('cluster', nameIn(name)), reason: 'MISSING' })),
    }
  },
})

/** What UpdateService answers: new, but for the service deployment when reads are outdated. */
const updatedView = (state: EcsState, service: ServiceRecord): Json => {
  const view = serviceView(state, service)
  const { stale } = service
  return stale === undefined
    ? view
    : { ...view, currentServiceDeployment: stale.before.deployments.at(-1)?.arn }
}

const clusterView = ({ cluster, services }: EcsState): Json => ({
  clusterArn: ecsArn('cluster', cluster),
  clusterName: cluster,
  status: 'ACTIVE',
  registeredContainerInstancesCount: 0,
  activeServicesCount: services.size,
  capacityProviders: ['FARGATE', 'FARGATE_SPOT'],
  defaultCapacityProviderStrategy: [],
})

/** The service as a read finds it: outdated as often as the scenario says. */
export const readService = ({ services }: EcsState, name: string): ServiceRecord | undefined => {
  const service = services.get(name)
  if (service?.stale === undefined) return service
  const { stale, ...fresh } = service
  const { before, left } = stale
  services.set(name, left > 1 ? { ...fresh, stale: { before, left: left - 1 } } : fresh)
  return before
}

const createService = (state: EcsState, input: Json): ServiceRecord => {
  const name = requiredAt(input, 'serviceName')
  const existing = state.services.get(name)
  if (existing !== undefined && existing.settings.status !== 'INACTIVE')
    throw new AwsFault('InvalidParameterException', 'Creation of service was not idempotent.')
  const reference = stringAt(input, 'taskDefinition')
  if (reference === undefined)
    throw new AwsFault('InvalidParameterException', 'TaskDefinition can not be blank.')
  const { cluster, serviceName, taskDefinition, desiredCount, clientToken, tags, ...settings } =
    input
  const record = usableTaskDefinition(state, reference, 'ClientException')
  requireNetwork(record, input)
  const created = startDeployment(
    state,
    {
      arn: ecsArn('service', state.cluster, name),
      name,
      createdAt: state.now(),
      desired: desiredIn(input) ?? 1,
      settings: isObject(settings) ? settings : {},
      deployments: [],
    },
    record,
    state.now(),
  )
  state.services.set(name, created)
  return created
}
