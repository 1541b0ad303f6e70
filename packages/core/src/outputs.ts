/**
 * What an action returns: one member per output, named as in its manifest.
 * Objects and lists are written as JSON.
 */
export type Outputs = Readonly<Record<string, string | number | boolean | object>>

/** The text of an output as the next step reads it. */
export const outputText = (value: Outputs[string]): string =>
  typeof value === 'object' ? JSON.stringify(value) : String(value)
