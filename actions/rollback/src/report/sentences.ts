import { visible } from '@ci-kit/core/log'
import type { Ending } from '../act/ending.ts'
import { OUTCOMES, type OverallOutcome, type Report } from './report.ts'

const MOST_CHARACTERS = 1_500

/** The worst of the endings. A rollback that ECS rolled back again has failed. */
export const overallOutcome = (endings: readonly Ending[]): OverallOutcome => {
  const kinds = endings.map(({ outcome }): OverallOutcome => {
    if (outcome === 'succeeded') return 'rolled-back'
    return outcome === 'rolled-back' ? 'failed' : outcome
  })
  return OUTCOMES.find((outcome) => kinds.includes(outcome)) ?? 'failed'
}

/** Why the step fails, undefined when it does not. */
export const failureMessage = ({ planned, endings }: Report): string | undefined => {
  const refused = planned.flatMap(({ service, refusal }) =>
    refusal === undefined ? [] : [sentence(service, refusal)],
  )
  if (refused.length > 0) {
    return `Nothing was changed, because a rollback was refused. ${refused.join(' ')}`
  }
  const failed = endings.flatMap(({ service, outcome, reason }) =>
    outcome === 'succeeded' ? [] : [sentence(service, `${outcome}. ${reason}`)],
  )
  if (failed.length > 0) return `The rollback did not end well. ${failed.join(' ')}`
  const unrecorded = endings.flatMap(({ service, unrecorded: why }) =>
    why === undefined ? [] : [sentence(service, why)],
  )
  if (unrecorded.length === 0) return undefined
  return `The rollback is done, and the ledger does not know it, so the next one could come back to the bad release: name a target with input 'to' then. ${unrecorded.join(' ')}`
}

/** The permissions that GitHub asks for come as lines. */
const sentence = (service: string, text: string): string => {
  const lines = text.split('\n').map((line) => visible(line, MOST_CHARACTERS))
  return `${visible(service, 200)}: ${lines.join('\n')}`
}
