import type { Inputs } from '../inputs.ts'
import type { Ports } from '../run.ts'

/** One run of the action. */
export type Step = {
  readonly inputs: Inputs
  readonly ports: Ports & { readonly now: Date }
  /** Whole milliseconds since the step began. */
  elapsedMs(): number
}
