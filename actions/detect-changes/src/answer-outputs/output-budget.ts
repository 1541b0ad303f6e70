import { type Outputs, outputText } from '@ci-kit/core/outputs'

/**
 * What all outputs of this step may take. GitHub allows 1 MB of outputs a job,
 * counted as UTF-16, and fails the job above it; the rest is left to the
 * steps besides this one.
 */
export const BUDGET_BYTES = 900 * 1024
const BYTES_PER_UNIT = 2

/** An output on its way to {@link Outputs}. */
export type Entry = readonly [name: string, value: Outputs[string]]
export type Entries = readonly Entry[]

/** What outputs take of the budget, names included. */
export const bytesOf = (entries: Entries): number =>
  entries.reduce(
    (sum, [name, value]) => sum + (name.length + outputText(value).length) * BYTES_PER_UNIT,
    0,
  )
