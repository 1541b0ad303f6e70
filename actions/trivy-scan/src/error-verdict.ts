import { FailedResult, UserError } from '@ci-kit/core/errors'
import type { Outputs } from '@ci-kit/core/outputs'

/** Lets a step that ends before anything is scanned say so in its output `verdict` too, for steps that run in spite of it. */
export const withErrorVerdict = async (work: () => Promise<Outputs>): Promise<Outputs> => {
  try {
    return await work()
  } catch (thrown) {
    if (!(thrown instanceof UserError) || thrown instanceof FailedResult) throw thrown
    throw new FailedResult(thrown.message, { verdict: 'error' }, thrown.at)
  }
}
