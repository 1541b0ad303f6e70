import type { Outputs } from '@ci-kit/core/outputs'

/** What all outputs of this step may take of the 1 MB of a job; the rest is left to the steps besides this one. */
export const BUDGET_BYTES = 900 * 1024

/** An output on its way to {@link Outputs}. */
export type Entry = readonly [name: string, value: Outputs[string]]
export type Entries = readonly Entry[]
