import { type Outputs, outputText } from '@ci-kit/core/outputs'

/**
 * What all outputs of this step may take. GitHub allows 1 MB of outputs a job,
 * counted as UTF-16, and fails the job above it; the rest is left to the
 * steps besides this one.
 */
export const BUDGET_BYTES = 900 * 1024
const BYTES_PER_UNIT = 2

/** What outputs take of the budget, names included. */
export const bytesOf = (outputs: Outputs): number =>
  Object.entries(outputs).reduce(
    (sum, [name, value]) => sum + entryBytes(name, outputText(value)),
    0,
  )

/** What one output takes of the budget. */
export const entryBytes = (name: string, text: string): number =>
  (name.length + text.length) * BYTES_PER_UNIT
