import { UserError } from '@ci-kit/core/errors'
import { componentOutputs, OWN_OUTPUTS } from '../answer-outputs/output-names.ts'

/** Takes a name, and throws a UserError with the second half of a sentence when it cannot be one. */
export type NameChecker = (name: string) => void

/**
 * Checks that each component gets outputs of its own, name after name. The
 * runner compares names of outputs without case, and expressions reach them as
 * `outputs.name`, so a dot or a space would need `outputs['a.b']`.
 */
export const nameChecker = (): NameChecker => {
  const taken = new Map<string, string>(OWN_OUTPUTS.map((output) => [output, output]))
  return (name) => {
    checkForm(name)
    const outputs = Object.values(componentOutputs(name))
    for (const output of outputs) {
      const clash = taken.get(output.toLowerCase())
      if (clash !== undefined) {
        throw new UserError(
          `its output '${output}' is the same as the output '${clash}'; rename it`,
        )
      }
    }
    for (const output of outputs) taken.set(output.toLowerCase(), output)
  }
}

const checkForm = (name: string): void => {
  if (name === '__proto__') {
    throw new UserError(
      "a member of that name gets lost in JavaScript objects, such as those of 'fromJSON'; rename it",
    )
  }
  if (/^[A-Za-z_][A-Za-z0-9_-]*$/.test(name)) return
  const dot = name.includes('.') ? 'a dot or another character that is not allowed; ' : ''
  throw new UserError(
    `it cannot be the name of an output${dot === '' ? '; ' : `, because it holds ${dot}`}use letters, digits, _ and -, with a letter or _ first`,
  )
}
