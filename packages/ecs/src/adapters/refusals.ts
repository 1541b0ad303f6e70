import { AwsRefusal } from '@ci-kit/aws/aws-call'

/** The answer, or undefined where AWS refuses with one of the codes; every other error goes on. */
export const unlessRefused = async <Answer>(
  codes: readonly string[],
  answer: Promise<Answer>,
): Promise<Answer | undefined> => {
  try {
    return await answer
  } catch (thrown) {
    if (thrown instanceof AwsRefusal && codes.includes(thrown.code)) return undefined
    throw thrown
  }
}
