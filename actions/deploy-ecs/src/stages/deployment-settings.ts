import { UserError } from '@ci-kit/core/errors'
import { choice, type InputReader, list, optionalText } from '@ci-kit/core/inputs'
import { visible } from '@ci-kit/core/log'
import type { DeploymentStrategy } from '@ci-kit/ecs/model/service'
import type { DeploymentSettings } from '@ci-kit/ecs/services/service-settings'
import { optionalCount, trafficPercent } from './numbers.ts'

/** A stage lasts a day at most. */
const MOST_MINUTES = 1440

/**
 * The inputs that say how a service is deployed; undefined when none is set.
 * Whether they go with a service that keeps its strategy is only known once it
 * was read.
 */
export const parseDeploymentSettings = (from: InputReader): DeploymentSettings | undefined => {
  const strategy = strategyIn(from)
  const settings = {
    strategy,
    bakeMinutes: optionalCount(from, 'bake-minutes', 0, MOST_MINUTES),
    canary: given({
      percent: trafficPercent(from, 'canary-percent', 0.1),
      bakeMinutes: optionalCount(from, 'canary-bake-minutes', 0, MOST_MINUTES),
    }),
    linear: given({
      stepPercent: trafficPercent(from, 'linear-step-percent', 3),
      stepBakeMinutes: optionalCount(from, 'linear-step-bake-minutes', 0, MOST_MINUTES),
    }),
    circuitBreaker: circuitBreakerIn(from),
    alarms: alarmsIn(from),
    ...percentsIn(from),
  }
  refuseMixed(strategy, settings)
  return given(settings)
}

/** Members without those that were not set. */
type Given<Members> = { readonly [Name in keyof Members]?: Exclude<Members[Name], undefined> }

/** What was set of it; undefined when nothing was. */
const given = <Members extends object>(members: Members): Given<Members> | undefined => {
  const set: Given<Members> = { ...members }
  for (const name in set) if (set[name] === undefined) delete set[name]
  return Object.keys(set).length === 0 ? undefined : set
}

const STRATEGIES = new Map<string, DeploymentStrategy>([
  ['ROLLING', 'ROLLING'],
  ['BLUE_GREEN', 'BLUE_GREEN'],
  ['LINEAR', 'LINEAR'],
  ['CANARY', 'CANARY'],
])

const strategyIn = (from: InputReader): DeploymentStrategy | undefined => {
  const value = optionalText(from, 'deployment-strategy')
  if (value === '') return undefined
  const strategy = STRATEGIES.get(value.toUpperCase().replaceAll('-', '_'))
  if (strategy !== undefined) return strategy
  throw new UserError(
    `Input 'deployment-strategy' is '${visible(value, 100)}'. Use 'rolling', 'blue-green', 'linear' or 'canary'.`,
  )
}

const BREAKERS = {
  unchanged: undefined,
  rollback: { enable: true, rollback: true },
  enable: { enable: true, rollback: false },
  disable: { enable: false, rollback: false },
} as const

const circuitBreakerIn = (from: InputReader): DeploymentSettings['circuitBreaker'] =>
  BREAKERS[choice(from, 'circuit-breaker', ['unchanged', 'rollback', 'enable', 'disable'])]

/** `none` alone switches them off. */
const alarmsIn = (from: InputReader): readonly string[] | undefined => {
  const names = list(from, 'deployment-alarms')
  if (names.length === 0) return undefined
  if (!names.some((name) => name.toLowerCase() === 'none')) return [...new Set(names)]
  if (names.length === 1) return []
  throw new UserError(
    "Input 'deployment-alarms' has 'none' beside names of alarms. Use 'none' alone to switch them off, or leave it out.",
  )
}

const percentsIn = (from: InputReader) => {
  const minimumHealthyPercent = optionalCount(from, 'minimum-healthy-percent', 0, 100)
  const maximumPercent = optionalCount(from, 'maximum-percent', 1, 100_000)
  if (minimumHealthyPercent === undefined || maximumPercent === undefined) {
    return { minimumHealthyPercent, maximumPercent }
  }
  // ECS could neither start a task nor stop one.
  if (
    maximumPercent < minimumHealthyPercent ||
    (minimumHealthyPercent === 100 && maximumPercent === 100)
  ) {
    throw new UserError(
      `Inputs 'minimum-healthy-percent' (${minimumHealthyPercent}) and 'maximum-percent' (${maximumPercent}) leave no room to replace a task. Lower the one or raise the other.`,
    )
  }
  return { minimumHealthyPercent, maximumPercent }
}

const refuseMixed = (
  strategy: DeploymentStrategy | undefined,
  { canary, linear, bakeMinutes }: { canary?: unknown; linear?: unknown; bakeMinutes?: unknown },
): void => {
  if (strategy === undefined) return
  const mixed = [
    canary !== undefined && strategy !== 'CANARY' && "'canary-percent' and 'canary-bake-minutes'",
    linear !== undefined &&
      strategy !== 'LINEAR' &&
      "'linear-step-percent' and 'linear-step-bake-minutes'",
    bakeMinutes !== undefined && strategy === 'ROLLING' && "'bake-minutes'",
  ].find((inputs) => inputs !== false)
  if (mixed === undefined) return
  throw new UserError(
    `Input 'deployment-strategy' is '${strategy.toLowerCase().replace('_', '-')}', which does not go with ${mixed}. Leave them out, or choose the strategy they belong to.`,
  )
}
