import { type AwsCall, AwsRefusal } from '@ci-kit/aws/aws-call'
import { AwsFault, type ServiceHandler } from '@ci-kit/local-aws/service-handler'

/** Calls a simulated service without a wire between. Shows what was asked. */
export const callTo = (service: string, handler: ServiceHandler) => {
  const asked: { operation: string; input: unknown }[] = []
  const call: AwsCall = async (operation, input, { signal }) => {
    signal?.throwIfAborted()
    asked.push({ operation, input })
    try {
      return handler(operation, input)
    } catch (thrown) {
      if (!(thrown instanceof AwsFault)) throw thrown
      throw refusal(`${service}:${operation}`, thrown)
    }
  }
  return { call, asked }
}

const refusal = (action: string, { code, message, status }: AwsFault): AwsRefusal =>
  new AwsRefusal(`AWS refuses ${action}: ${message}`, {
    action,
    code,
    reason: message,
    status,
    denied: code === 'AccessDeniedException',
    throttled: false,
  })
