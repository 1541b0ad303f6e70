import type { Policy } from '@ci-kit/attestation/gate/policy'
import type { Outcome, SubjectVerdict } from '@ci-kit/attestation/gate/verdict'
import type { Unresolved } from '../subjects/target.ts'

/** All that the reports are made of. */
export type Report = {
  readonly outcome: Outcome
  /** `warn` lets the step pass whatever the outcome is. */
  readonly mode: Mode
  readonly policy: Pick<Policy, 'predicates'>
  readonly subjects: readonly SubjectVerdict[]
  /** What was named and could not be looked at. */
  readonly unresolved: readonly Unresolved[]
}

export const MODES = ['enforce', 'warn'] as const

export type Mode = (typeof MODES)[number]
