import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isObject, type Json, jsonIn, objectAt, stringAt } from '@ci-kit/core/json'
import { ok, type Rollout } from '@ci-kit/local-aws/ecs/rollouts'
import { type EcsServer, startEcsServer } from '@ci-kit/local-aws/server'
import { identity } from '@ci-kit/local-aws/services/identity'
import { cloudWatchLogs } from '@ci-kit/local-aws/services/logs'
import { virtualTime } from '@ci-kit/local-aws/time'
import { simulatedServices, taskRole } from './deploy-ecs-services.ts'

/** Name of the simulated cluster. */
export const CLUSTER = 'shop'

export type ConsumerEcs = {
  readonly server: EcsServer
  /** What each service is set to: the image of its container. */
  running(): Promise<Readonly<Record<string, string>>>
  /** Requests so far that changed something. */
  writes(): number
  /** From now on, rollouts of a service go so. */
  rolloutsOf(service: string, rollout: Rollout): void
}

/** A simulated ECS that has the shop's services, with images that no registry holds. A rollout takes a second. */
export const consumerEcs = async (
  repository: string,
  services: readonly string[],
): Promise<ConsumerEcs> => {
  const clock = virtualTime({ speed: 40 })
  const rollouts = new Map<string, Rollout>()
  const server = await startEcsServer({
    clock,
    scenario: {
      cluster: CLUSTER,
      taskDefinitions: services.map((service) => ({ document: documentOf(repository, service) })),
      services: services.map((name) => ({
        name,
        history: [{ taskDefinition: `shop-${name}:1`, age: WEEK }],
      })),
      rollout: ({ service }) => rollouts.get(service) ?? ok(),
    },
    services: {
      ...simulatedServices(clock.now),
      iam: identity([taskRole('shop-execution')]),
      logs: cloudWatchLogs(
        services.map((name) => ({ name: `/shop/${name}`, streams: [] })),
        clock.now,
      ),
    },
  })
  return {
    server,
    running: async () =>
      Object.fromEntries(
        await Promise.all(services.map(async (name) => [name, await imageOf(server.url, name)])),
      ),
    writes: () => server.requests.filter(({ operation }) => WRITE.test(operation)).length,
    rolloutsOf: (service, rollout) => void rollouts.set(service, rollout),
  }
}

const WEEK = 7 * 86_400_000

const WRITE = /^(Register|Deregister|Update|Create|Delete|Run|Start|Stop|Tag|Put)/

const documentOf = (repository: string, service: string): Json => {
  const document = jsonIn(readFileSync(join(repository, 'ecs', `${service}.json`), 'utf8'))
  if (!isObject(document)) throw new Error(`ecs/${service}.json holds no object.`)
  return document
}

/** Of the only container. */
const imageOf = async (url: string, service: string): Promise<string> => {
  const { services } = await ask(url, 'DescribeServices', { cluster: CLUSTER, services: [service] })
  const taskDefinition = stringAt(firstOf(services), 'taskDefinition')
  const described = await ask(url, 'DescribeTaskDefinition', { taskDefinition })
  const containers = objectAt(described, 'taskDefinition')?.containerDefinitions
  return stringAt(firstOf(containers), 'image') ?? ''
}

const firstOf = (list: unknown): Json | undefined =>
  Array.isArray(list) ? list.find(isObject) : undefined

const ask = async (url: string, operation: string, input: object): Promise<Json> => {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `AmazonEC2ContainerServiceV20141113.${operation}`,
    },
    body: JSON.stringify(input),
  })
  const answer: unknown = await response.json()
  if (response.ok && isObject(answer)) return answer
  throw new Error(`${operation}: ${response.status} ${JSON.stringify(answer)}`)
}
