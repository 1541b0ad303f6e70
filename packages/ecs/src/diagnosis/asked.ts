import { AwsRefusal } from '@ci-kit/aws/aws-call'

/** An answer, or what stands for it and why. `problem` is '' where there was an answer. */
type Asked<T> = { readonly answer: T; readonly problem: string }

/**
 * A question whose refusal leaves a gap in a diagnosis and does not end it. A
 * cancellation does. `late`: aborts when there is no more time for questions.
 */
export const asked = async <T>(
  question: () => Promise<T>,
  otherwise: T,
  late?: AbortSignal,
): Promise<Asked<T>> => {
  try {
    return { answer: await question(), problem: '' }
  } catch (thrown) {
    return { answer: otherwise, problem: gap(thrown, late) }
  }
}

/** Why there is no answer. Throws what is no gap. */
export const gap = (thrown: unknown, late: AbortSignal | undefined): string => {
  if (thrown instanceof AwsRefusal) return thrown.message
  if (late?.aborted) return 'AWS took too long to answer all questions about the cause.'
  throw thrown
}
