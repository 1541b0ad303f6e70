import { UserError } from '@ci-kit/core/errors'

/** Outputs that every run has; the others are named after the filters. */
export const OWN_OUTPUTS = [
  'changes',
  'matrix',
  'has-changes',
  'base',
  'head',
  'base-reason',
  'reliable',
  'reason',
] as const

/** The outputs named after a filter. */
export const outputNames = (filter: string) => ({
  selected: filter,
  count: `${filter}_count`,
  files: `${filter}_files`,
})

/**
 * Checks that each filter gets outputs of its own. The runner compares names
 * of outputs without case, and expressions reach them as
 * `outputs.name`, so a dot or a space would need `outputs['a.b']`.
 */
export const checkFilterName = (name: string, others: readonly string[]): void => {
  if (!/^[A-Za-z_][A-Za-z0-9_-]*$/.test(name)) {
    throw new UserError(
      'it cannot be the name of an output; use letters, digits, _ and -, with a letter or _ first',
    )
  }
  const taken = [...OWN_OUTPUTS, ...others.flatMap((other) => Object.values(outputNames(other)))]
  for (const output of Object.values(outputNames(name))) {
    const clash = taken.find((known) => known.toLowerCase() === output.toLowerCase())
    if (clash !== undefined) {
      throw new UserError(`its output '${output}' is the same as the output '${clash}'; rename it`)
    }
  }
}
