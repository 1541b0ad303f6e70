import type { Context, Environment } from '@ci-kit/core/event'
import type { Runner } from '@ci-kit/core/run-action'
import type { Inputs } from '../inputs.ts'

/** What the adapters of a step are made of. */
export type Step = {
  readonly runner: Runner
  readonly process: {
    readonly env: Environment
    readonly platform: string
    readonly arch: string
  }
  readonly context: Context
  readonly inputs: Inputs
  /** A private folder, which is removed when the step ends. */
  readonly folder: string
  /** Aborts when the job is cancelled, and when the step fails before its end. */
  readonly signal: AbortSignal
}
