import type { Context, Environment } from '@ci-kit/core/event'
import type { Runner } from '@ci-kit/core/run-action'
import type { Registry } from '@ci-kit/oci/registry'
import type { Inputs } from '../inputs.ts'

/** What the adapters of a step are made of. */
export type Step = {
  readonly runner: Runner
  readonly env: Environment
  readonly context: Context
  readonly inputs: Inputs
  /** Below the temporary folder of the runner; made by who needs it, and removed when the step ends. */
  readonly folder: string
  /** Aborts when the job is cancelled, and when the step fails before its end. */
  readonly signal: AbortSignal
}

/** Clients for registries, by host. */
export type Registries = (host: string) => Registry
