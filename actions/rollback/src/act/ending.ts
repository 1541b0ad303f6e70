import type { Diagnosis } from '@ci-kit/ecs/diagnosis/diagnosis'
import type { OutcomeKind } from '@ci-kit/ecs/rollout/outcome'
import type { RolloutResult } from '@ci-kit/ecs/rollout/rollout'
import type { Plan } from '../plan/plan.ts'

/** What became of the rollback of one service. */
export type Ending = {
  readonly service: string
  readonly plan: Plan
  /** `succeeded`: the service runs the target. `refused`: nothing was changed. */
  readonly outcome: OutcomeKind | 'refused'
  /** Why, '' when it succeeded. Texts from outside. */
  readonly reason: string
  /** ARN that the service was set to. */
  readonly taskDefinition: string
  readonly serviceDeployment: string | undefined
  /** Of the ledger, undefined without one. */
  readonly record: string | undefined
  /** Why the ledger does not know of it; undefined when it does, or there is none. */
  readonly unrecorded: string | undefined
  readonly result: RolloutResult | undefined
  /** Undefined where nothing had to be looked for. */
  readonly diagnosis: Diagnosis | undefined
}

/** Why a rollout did not end well, as a sentence. */
export const reasonOf = ({ outcome }: RolloutResult): string => {
  switch (outcome.kind) {
    case 'succeeded':
      return ''
    case 'rolled-back':
    case 'failed':
      return outcome.reason
    case 'superseded':
      return `Another deployment took over: ${outcome.by}.`
    case 'paused':
      return 'It waits in a pause hook. Continue it by action deploy-ecs or in the console of ECS.'
    case 'timed-out':
      return `The time is over. ${outcome.missing.join(' ')}`
    case 'cancelled':
      return 'The job was cancelled; ECS goes on with the rollback.'
  }
}
