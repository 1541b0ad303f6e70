import type { FileRoots } from '@ci-kit/core/adapters/contained-path'
import type { Context, Environment } from '@ci-kit/core/event'
import type { Runner } from '@ci-kit/core/run-action'
import type { Inputs } from '../inputs.ts'

/** What the adapters of a step are made of. */
export type Step = {
  readonly runner: Runner
  readonly env: Environment
  readonly context: Context
  readonly inputs: Inputs
  readonly roots: FileRoots
  /** GITHUB_SERVER_URL without a slash at its end. */
  readonly serverUrl: string
  /** Aborts when the job is cancelled, and when the step is over. */
  readonly signal: AbortSignal
}
