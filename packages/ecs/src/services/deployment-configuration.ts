import { UserError } from '@ci-kit/core/errors'
import { type Json, objectAt, stringAt } from '@ci-kit/core/json'
import { visible } from '@ci-kit/core/log'
import type { DeploymentSettings } from './service-settings.ts'

/**
 * The `deploymentConfiguration` to send: what the service has, with what is
 * asked put over it. The reference does not say what ECS does with parts that
 * are left out of it, so all of it is sent, members that nobody knows as well.
 * Throws {@link UserError} where a setting does not go with the strategy.
 */
export const deploymentConfiguration = (
  service: string,
  present: Json | undefined,
  asked: DeploymentSettings,
): Json => {
  const before = withoutNothing(present ?? {})
  const strategy = asked.strategy ?? stringAt(before, 'strategy') ?? 'ROLLING'
  refuseMismatch(service, strategy, asked)
  const merged = withoutNothing({
    ...fitting(before, strategy),
    minimumHealthyPercent: asked.minimumHealthyPercent ?? before.minimumHealthyPercent,
    maximumPercent: asked.maximumPercent ?? before.maximumPercent,
    deploymentCircuitBreaker: over(before, 'deploymentCircuitBreaker', asked.circuitBreaker),
    alarms: asked.alarms === undefined ? before.alarms : alarms(before, asked.alarms),
    strategy: asked.strategy ?? before.strategy,
  })
  return withTraffic(service, strategy, merged, asked)
}

const withTraffic = (
  service: string,
  strategy: string,
  merged: Json,
  asked: DeploymentSettings,
): Json => {
  const whole = withoutNothing({
    ...merged,
    bakeTimeInMinutes: asked.bakeMinutes ?? merged.bakeTimeInMinutes,
    canaryConfiguration: over(merged, 'canaryConfiguration', canary(asked)),
    linearConfiguration: over(merged, 'linearConfiguration', linear(asked)),
  })
  // "You must provide this parameter when you use the BLUE_GREEN deployment strategy."
  if (strategy === 'BLUE_GREEN' && whole.bakeTimeInMinutes === undefined) {
    throw new UserError(
      `Service '${visible(service)}' is to be deployed blue/green, and nothing says how long both sides run after the traffic went over. Set 'bake-minutes'.`,
    )
  }
  return whole
}

const canary = ({ canary: wanted }: DeploymentSettings): Json | undefined =>
  wanted && { canaryPercent: wanted.percent, canaryBakeTimeInMinutes: wanted.bakeMinutes }

const linear = ({ linear: wanted }: DeploymentSettings): Json | undefined =>
  wanted && { stepPercent: wanted.stepPercent, stepBakeTimeInMinutes: wanted.stepBakeMinutes }

/** Alarms that fire roll back, unless the service was set to something else before. */
const alarms = (before: Json, names: readonly string[]): Json => {
  if (names.length === 0) return { alarmNames: [], enable: false, rollback: false }
  const had = objectAt(before, 'alarms')
  const rollback = !(had?.enable === true && had.rollback === false)
  return { ...had, alarmNames: names, enable: true, rollback }
}

const over = (before: Json, name: string, wanted: Json | undefined): unknown =>
  wanted === undefined ? before[name] : { ...objectAt(before, name), ...withoutNothing(wanted) }

/** What is only valid with another strategy is left behind when the strategy changes. */
const fitting = (before: Json, strategy: string): Json => {
  const {
    canaryConfiguration,
    linearConfiguration,
    bakeTimeInMinutes,
    earlySuccessCriteria,
    ...rest
  } = before
  return {
    ...rest,
    ...(strategy === 'CANARY' && { canaryConfiguration }),
    ...(strategy === 'LINEAR' && { linearConfiguration }),
    ...(strategy === 'ROLLING' ? { earlySuccessCriteria } : { bakeTimeInMinutes }),
  }
}

const withoutNothing = (from: Json): Json =>
  Object.fromEntries(
    Object.entries(from).filter(([, value]) => value !== undefined && value !== null),
  )

/** The inputs that mean something with one strategy only. */
const refuseMismatch = (service: string, strategy: string, asked: DeploymentSettings): void => {
  const refuse = (inputs: string, needed: string): never => {
    throw new UserError(
      `${inputs} cannot be used with the deployment strategy ${visible(strategy, 40)} of service '${visible(service)}'. Set 'deployment-strategy: ${needed}', or leave ${inputs} out.`,
    )
  }
  if (asked.canary !== undefined && strategy !== 'CANARY') {
    refuse("'canary-percent' and 'canary-bake-minutes'", 'canary')
  }
  if (asked.linear !== undefined && strategy !== 'LINEAR') {
    refuse("'linear-step-percent' and 'linear-step-bake-minutes'", 'linear')
  }
  if (asked.bakeMinutes !== undefined && strategy === 'ROLLING') {
    refuse("'bake-minutes'", 'blue-green')
  }
}
