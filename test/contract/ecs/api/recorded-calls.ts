import type { AwsCall } from '@ci-kit/aws/aws-call'
import type { Json } from '@ci-kit/core/json'

export type Called = {
  readonly operation: string
  readonly input: Json
  readonly repeatable: boolean
}

/** A caller that answers from a function, and what it was asked. */
export const recordedCalls = (answer: (operation: string, input: Json) => Json) => {
  const calls: Called[] = []
  const call: AwsCall = async (operation, input, { repeatable }) => {
    calls.push({ operation, input, repeatable })
    return answer(operation, input)
  }
  return { call, calls }
}
