import { FailedResult, UserError } from './errors.ts'
import type { Outputs } from './outputs.ts'

/** Lets a step that ends before it has an answer say so in these outputs too, for steps that run in spite of it. */
export const withOutputsOnError = async (
  outputs: Outputs,
  work: () => Promise<Outputs>,
): Promise<Outputs> => {
  try {
    return await work()
  } catch (thrown) {
    if (!(thrown instanceof UserError) || thrown instanceof FailedResult) throw thrown
    throw new FailedResult(thrown.message, outputs, thrown.at)
  }
}
