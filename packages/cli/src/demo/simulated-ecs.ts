import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { UserError } from '@ci-kit/core/errors'
import { isObject, type Json, jsonIn, stringAt } from '@ci-kit/core/json'
import { failing } from '@ci-kit/local-aws/ecs/failing-rollouts'
import { ok, type Rollout } from '@ci-kit/local-aws/ecs/rollouts'
import { outOfMemory } from '@ci-kit/local-aws/ecs/task-ends'
import { type EcsServer, startEcsServer } from '@ci-kit/local-aws/server'
import { identity } from '@ci-kit/local-aws/services/identity'
import { cloudWatchLogs } from '@ci-kit/local-aws/services/logs'
import { virtualTime } from '@ci-kit/local-aws/time'

/** Name of the simulated cluster. */
export const CLUSTER = 'shop'

/** How much faster than ours its clock runs: a rollout of half a minute takes about two seconds. */
const SPEED = 20

/** Made up: the API fills a cache of so many MiB as it starts, and dies where the task has less memory. */
export const CACHE = 'CATALOGUE_CACHE_MIB'

/** An Amazon ECS that is simulated in this process: it starts no container. */
export type SimulatedEcs = {
  /** Variables that point a step at it, with keys that are worth nothing. */
  environment(): Readonly<Record<string, string>>
  /** How many requests changed something so far. */
  writes(): number
  stop(): Promise<void>
}

/**
 * Starts it on 127.0.0.1. Its services, one for each image, run these images
 * (by digest) in the task definitions of the workspace, `ecs/<service>.json`,
 * which are set to the architecture of this machine.
 */
export const simulatedEcs = async (
  workspace: string,
  images: ReadonlyMap<string, string>,
): Promise<SimulatedEcs> => {
  for (const service of images.keys()) forThisMachine(fileOf(workspace, service), process.arch)
  const clock = virtualTime({ speed: SPEED })
  const documents = [...images].map(([service, image]) => documentOf(workspace, service, image))
  const server = await startEcsServer({
    clock,
    scenario: {
      cluster: CLUSTER,
      taskDefinitions: documents.map((document) => ({ document })),
      services: [...images.keys()].map((name) => ({
        name,
        history: [{ taskDefinition: `shop-${name}:1`, age: WEEK }],
      })),
      rollout: ({ taskDefinition }) => rolloutOf(taskDefinition),
    },
    services: {
      iam: identity([{ name: 'shop-execution', arn: EXECUTION_ROLE, trust: TRUST }]),
      logs: cloudWatchLogs(
        [...images.keys()].map((name) => ({
          name: `/shop/${name}`,
          streams: [],
          others: lastWords,
        })),
        clock.now,
      ),
    },
  })
  return { environment: server.env, writes: () => writesIn(server), stop: server.close }
}

const WEEK = 7 * 86_400_000

const EXECUTION_ROLE = 'arn:aws:iam::123456789012:role/shop-execution'

const TRUST = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Service: 'ecs-tasks.amazonaws.com' },
      Action: 'sts:AssumeRole',
    },
  ],
}

/** What a container writes before it is killed. */
const lastWords = [
  'The catalogue has 4 articles.',
  `${CACHE} is 4096: filling the cache`,
  'cache: 256 of 4096 MiB',
  'cache: 480 of 4096 MiB',
].map((message) => ({ at: 0, message }))

const fileOf = (workspace: string, service: string): string =>
  join(workspace, 'ecs', `${service}.json`)

/** The images were built here, and the example names the usual architecture. */
const forThisMachine = (file: string, architecture: string): void => {
  if (architecture === 'arm64')
    writeFileSync(file, readFileSync(file, 'utf8').replace('"X86_64"', '"ARM64"'))
}

const documentOf = (workspace: string, service: string, image: string): Json => {
  const file = fileOf(workspace, service)
  const document = jsonIn(readFileSync(file, 'utf8'))
  if (!isObject(document)) throw new UserError(`The demo expects a task definition in ${file}.`)
  const containers = containersOf(document).map((container) => ({ ...container, image }))
  return { ...document, containerDefinitions: containers }
}

const containersOf = ({ containerDefinitions }: Json): readonly Json[] =>
  Array.isArray(containerDefinitions) ? containerDefinitions.filter(isObject) : []

/** ECS kills a task that takes more memory than it has. */
const rolloutOf = (taskDefinition: Json): Rollout => {
  const cache = containersOf(taskDefinition).flatMap(({ environment }) =>
    (Array.isArray(environment) ? environment.filter(isObject) : [])
      .filter((variable) => stringAt(variable, 'name') === CACHE)
      .map((variable) => Number(stringAt(variable, 'value'))),
  )
  const memory = Number(stringAt(taskDefinition, 'memory'))
  return cache.some((size) => size > memory) ? failing(outOfMemory, { every: 15_000 }) : ok()
}

const WRITE = /^(Register|Deregister|Update|Create|Delete|Run|Start|Stop|Tag|Put)/

const writesIn = ({ requests }: Pick<EcsServer, 'requests'>): number =>
  requests.filter(({ operation }) => WRITE.test(operation)).length
