import { FailedResult, UserError } from '@ci-kit/core/errors'
import type { Outputs } from '@ci-kit/core/outputs'

/** Lets what ends `work` say what was known by then, for steps that run in spite of it. */
export const withOutputsSoFar = async <T>(
  outputs: () => Outputs,
  work: () => Promise<T>,
): Promise<T> => {
  try {
    return await work()
  } catch (thrown) {
    if (!(thrown instanceof UserError) || thrown instanceof FailedResult) throw thrown
    throw new FailedResult(thrown.message, outputs(), thrown.at)
  }
}
