import type { Scratch } from '@ci-kit/core/adapters/scratch'
import type { Context, Environment } from '@ci-kit/core/event'
import type { Runner } from '@ci-kit/core/run-action'
import type { Registry } from '@ci-kit/oci/registry'
import type { Inputs } from '../inputs.ts'

/** What the adapters of a step are made of. */
export type Step = Scratch & {
  readonly runner: Runner
  readonly env: Environment
  readonly context: Context
  readonly inputs: Inputs
}

/** Clients for registries, by host. */
export type Registries = (host: string) => Registry
