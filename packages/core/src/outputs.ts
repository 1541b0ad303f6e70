/**
 * What an action returns: one member per output, named as in its manifest.
 * Objects and lists are written as JSON.
 */
export type Outputs = Readonly<Record<string, string | number | boolean | object>>

/** GitHub counts the outputs of a job as UTF-16, and fails it above 1 MB. */
const BYTES_PER_UNIT = 2

/** What outputs take of that, in bytes, names included. */
export const outputBytes = (entries: readonly (readonly [string, Outputs[string]])[]): number =>
  entries.reduce(
    (sum, [name, value]) => sum + (name.length + outputText(value).length) * BYTES_PER_UNIT,
    0,
  )

/** The text of an output as the next step reads it. */
export const outputText = (value: Outputs[string]): string =>
  typeof value === 'object' ? JSON.stringify(value) : String(value)
