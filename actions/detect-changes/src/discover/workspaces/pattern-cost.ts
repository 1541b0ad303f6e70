import { MAX_EXPANSIONS } from '../../matching/braces.ts'

/**
 * At most how many steps the matching of the patterns takes: each of the
 * patterns that their braces stand for meets each character of each folder, and
 * all that is linear, but a hostile repository chooses all three factors.
 */
export const matchingSteps = (patterns: readonly string[], folders: readonly string[]): number => {
  const characters = folders.reduce((sum, { length }) => sum + length, 0)
  return characters * patterns.reduce((sum, text) => sum + text.length * expansions(text), 0)
}

/** An upper bound: as if each group of braces had all the commas. */
const expansions = (pattern: string): number => {
  if (/\{.*\.\..*\}/s.test(pattern)) return MAX_EXPANSIONS
  const groups = pattern.split('{').length - 1
  return Math.min(MAX_EXPANSIONS, pattern.split(',').length ** groups)
}
