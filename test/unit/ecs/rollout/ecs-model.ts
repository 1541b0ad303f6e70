import type { AwsRefusal } from '@ci-kit/aws/aws-call'
import type { Clock } from '@ci-kit/core/clock'
import type { Services } from '@ci-kit/ecs/ecs'
import type { ServiceDeployment } from '@ci-kit/ecs/model/service-deployment'
import type { WatchPorts } from '@ci-kit/ecs/rollout/watch-ports'
import {
  beforeUpdate,
  type ModelState,
  ourUpdate,
  rollbackEnds,
  stopRequested,
  type Transition,
} from './model-transitions.ts'
import { conflict, NEW, OLD, revisionArn, START } from './samples.ts'

/** What happens to a service, `at` milliseconds after our update. */
export type Happening = { readonly at: number; readonly what: Transition }

export type ModelOptions = {
  readonly clock: Clock
  /** By names of services. */
  readonly scripts: Readonly<Record<string, readonly Happening[]>>
  /** How old the next answer is, milliseconds. */
  readonly lag?: () => number
  /** How long the next call takes, milliseconds. */
  readonly latency?: () => number
  /** What is wrong with the next call. */
  readonly fault?: (operation: string) => AwsRefusal | undefined
  /** Told of every call when it begins. */
  readonly onCall?: (operation: string) => void
  /** How long a rollback takes, milliseconds. */
  readonly rollbackMs?: number
}

type Past = { readonly at: number; readonly state: ModelState }

const REVISIONS = new Map([
  [revisionArn('ours'), NEW],
  [revisionArn('again'), NEW],
  [revisionArn('other'), OLD],
  [revisionArn('old'), OLD],
])

/** A little ECS without HTTP, whose answers may be late, old, or refused. Its clock is not ours. */
export const ecsModel = (options: ModelOptions) => {
  const { clock, lag = () => 0, latency = () => 0, fault = () => undefined } = options
  const began = clock.elapsed()
  const calls: string[] = []
  const stops: string[] = []
  const pasts = new Map<string, Past[]>()
  const pending = new Map<string, Happening[]>()
  for (const [name, script] of Object.entries(options.scripts)) {
    pasts.set(name, [
      { at: Number.NEGATIVE_INFINITY, state: beforeUpdate(name) },
      { at: 0, state: ourUpdate(beforeUpdate(name), START) },
    ])
    pending.set(
      name,
      script.toSorted((a, b) => a.at - b.at),
    )
  }
  const now = () => clock.elapsed() - began
  const stateAt = (name: string, at: number): ModelState => {
    catchUp(name)
    const state = pasts.get(name)?.findLast((past) => past.at <= at)?.state
    if (state === undefined) throw new Error(`there is no service ${name}`)
    return state
  }
  const catchUp = (name: string) => {
    const past = pasts.get(name) ?? []
    const script = pending.get(name) ?? []
    for (let next = script[0]; next !== undefined && next.at <= now(); next = script[0]) {
      script.shift()
      const state = past.at(-1)?.state ?? beforeUpdate(name)
      past.push({ at: next.at, state: next.what(state, START + next.at) })
    }
  }
  const call = async (operation: string) => {
    calls.push(operation)
    options.onCall?.(operation)
    await clock.sleep(latency())
    const refusal = fault(operation)
    if (refusal !== undefined) throw refusal
  }
  const names = [...pasts.keys()]
  const seen = () => {
    const at = now() - lag()
    return names.map((name) => stateAt(name, at))
  }
  const services: Pick<Services, 'describe'> = {
    describe: async (wanted) => {
      await call('DescribeServices')
      const all = seen().map(({ service }) => service)
      return { found: all.filter(({ arn }) => wanted.includes(arn)), failures: [] }
    },
  }
  const briefOf = (deployment: ServiceDeployment) => {
    const { arn, status, createdAt, startedAt, finishedAt, target } = deployment
    return { arn, status, createdAt, startedAt, finishedAt, targetServiceRevision: target?.arn }
  }
  const deployments: WatchPorts['stopping'] = {
    list: async (service, { createdAfter = 0 }) => {
      await call('ListServiceDeployments')
      const all = seen().filter((state) => state.service.arn === service)
      return all
        .flatMap((state) => state.deployments.map(briefOf))
        .filter(({ createdAt }) => createdAt >= createdAfter)
    },
    describe: async (wanted) => {
      await call('DescribeServiceDeployments')
      const all = seen().flatMap((state) => state.deployments)
      return { found: all.filter(({ arn }) => wanted.includes(arn)), failures: [] }
    },
    revisions: async (wanted) => {
      await call('DescribeServiceRevisions')
      const found = wanted.map((arn) => ({
        arn,
        taskDefinition: REVISIONS.get(arn) ?? '',
        images: [],
        createdAt: START,
        document: {},
      }))
      return { found, failures: [] }
    },
    stop: async (arn) => {
      stops.push(arn)
      await call('StopServiceDeployment')
      const name = names.find((one) => arn.includes(`/${one}/`)) ?? ''
      const at = now()
      const state = stateAt(name, at)
      const next = stopRequested(state, START + at)
      if (next === state) throw conflict('StopServiceDeployment')
      pasts.get(name)?.push({ at, state: next })
      const end = { at: at + (options.rollbackMs ?? 12_000), what: rollbackEnds }
      pending.set(
        name,
        [...(pending.get(name) ?? []), end].toSorted((a, b) => a.at - b.at),
      )
    },
  }
  return {
    services,
    deployments,
    /** Operations in the order they were called. */
    calls: calls as readonly string[],
    /** ARNs that were to be stopped. */
    stops: stops as readonly string[],
    now,
    /** What was true of a service at any time since then. */
    since: (name: string, at: number): readonly ModelState[] => [
      stateAt(name, at),
      ...(pasts.get(name) ?? []).filter((past) => past.at > at).map(({ state }) => state),
    ],
  }
}

export type EcsModel = ReturnType<typeof ecsModel>
