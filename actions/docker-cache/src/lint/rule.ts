import type { Instruction } from '../dockerfile/dockerfile.ts'
import type { Finding, RuleId } from './finding.ts'
import type { Subject } from './subject.ts'

export type Rule = {
  readonly id: RuleId
  /** A check of BuildKit that says the same: what it has reported is not said twice. */
  readonly buildkit?: string
  readonly check: (subject: Subject) => readonly Remark[]
}

/** A finding without the name of its rule. */
export type Remark = Omit<Finding, 'rule'>

export const remark = ({ line }: Instruction, message: string, fix: string): Remark => ({
  line,
  message,
  fix,
})
