import { Cancelled } from '@ci-kit/core/run-action'
import type { OutcomeKind } from '@ci-kit/ecs/rollout/outcome'
import type { DeployedService, ServiceEnd } from '../deploy/deployed-service.ts'

/** How a service ended, in the words of the output `outcome`. */
export type ServiceOutcome = OutcomeKind | 'unchanged' | 'registered' | 'started' | 'not-started'

/** How the step ended. */
export type StepOutcome = Exclude<ServiceOutcome, 'not-started'> | 'planned'

/** Worst first: what is told of the step is told of its worst service. */
const WORST_FIRST: readonly ServiceOutcome[] = [
  'failed',
  'timed-out',
  'rolled-back',
  'superseded',
  'cancelled',
  'not-started',
  'paused',
  'started',
  'succeeded',
  'registered',
  'unchanged',
]

const GREEN: readonly ServiceOutcome[] = ['started', 'succeeded', 'registered', 'unchanged']

/** Whether a service is as the author wanted it; a pause only where it was waited for. */
export const isGood = (end: ServiceEnd): boolean =>
  end.kind === 'watched' && end.result.outcome.kind === 'paused'
    ? end.result.outcome.isWanted
    : GREEN.includes(outcomeOf(end))

const STEADY: readonly ServiceOutcome[] = ['succeeded', 'registered', 'unchanged']

/** Whether every service runs what was asked for, with nothing left to come. */
export const isSteady = (services: readonly DeployedService[]): boolean =>
  services.every(({ end }) => STEADY.includes(outcomeOf(end)))

/** Settings that replace no task are in force with the answer of ECS. */
export const outcomeOf = (end: ServiceEnd): ServiceOutcome => {
  if (end.kind === 'watched') return end.result.outcome.kind
  if (end.kind === 'broken') return end.error instanceof Cancelled ? 'cancelled' : 'failed'
  return end.kind === 'updated' ? 'succeeded' : end.kind
}

/** The worst of all services. A service that waits in vain for a paused one leaves the step paused. */
export const stepOutcome = (services: readonly DeployedService[]): StepOutcome => {
  const outcomes = services.map(({ end }) => outcomeOf(end))
  const worst = WORST_FIRST.find((outcome) => outcomes.includes(outcome)) ?? 'failed'
  if (worst !== 'not-started') return worst
  return outcomes.includes('paused') ? 'paused' : 'failed'
}
