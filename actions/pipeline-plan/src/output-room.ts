import { UserError } from '@ci-kit/core/errors'
import { type Outputs, outputBytes, outputText } from '@ci-kit/core/outputs'

/** Of the 1 MB that GitHub gives to the outputs of a job; the rest is left to the steps besides this one. */
const JOB_BYTES = 900 * 1024

/**
 * The runner hands an input over as one variable of the environment, and Linux
 * starts no program with one above 128 KiB, name included (execve(2),
 * MAX_ARG_STRLEN).
 */
const INPUT_BYTES = 127 * 1024

/** Inputs of image-record. */
const HANDED_ON = ['images', 'services']

/**
 * Throws {@link UserError} for outputs that no later job would get: GitHub
 * fails the job then, or the runner a later one, without a word of the reason.
 */
export const checkOutputs = (outputs: Outputs): Outputs => {
  for (const name of HANDED_ON) {
    const bytes = Buffer.byteLength(outputText(outputs[name] ?? ''))
    if (bytes > INPUT_BYTES) {
      throw new UserError(
        `Output '${name}' takes ${kibibytes(bytes)}, and a step takes ${kibibytes(INPUT_BYTES)} in one input. ${ADVICE}`,
      )
    }
  }
  const bytes = outputBytes(Object.entries(outputs))
  if (bytes <= JOB_BYTES) return outputs
  throw new UserError(
    `The outputs take ${kibibytes(bytes)}, and ${kibibytes(JOB_BYTES)} fit: GitHub allows 1 MB a job. ${ADVICE}`,
  )
}

const ADVICE =
  'Let some folders share a component, or shorten what the components say: put long commands into a script.'

const kibibytes = (bytes: number): string => `${Math.ceil(bytes / 1024)} KiB`
