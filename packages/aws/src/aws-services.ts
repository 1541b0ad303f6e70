import type { Clock } from '@ci-kit/core/clock'
import type { Environment } from '@ci-kit/core/event'
import type { Json } from '@ci-kit/core/json'
import { AttemptsFailed, AttemptTimeout, attempts } from './attempts.ts'
import { type AwsCall, AwsRefusal, type CallOptions } from './aws-call.ts'
import type { Failure } from './failure.ts'
import { proxyAgent } from './proxy-agent.ts'
import { deniedAction, refusalMessage } from './refusal-message.ts'
import type { Attempt, SdkService } from './sdk-client.ts'
import { AWS_SERVICES, type AwsServiceName } from './services.ts'

type AwsConnection = {
  /** Undefined: AWS_REGION or the profile says it. */
  readonly region: string | undefined
  /** For the proxy. The SDK reads credentials, AWS_REGION and AWS_ENDPOINT_URL… from the process. */
  readonly env: Environment
  /** Ends all calls. */
  readonly cancellation: AbortSignal
  /** Attempts for repeatable calls whose answers are lost. */
  readonly maxAttempts?: number
  /** Of one attempt, in milliseconds. */
  readonly timeLimit?: number
  readonly clock: Pick<Clock, 'sleep'>
  readonly random?: () => number
}

export type AwsServices = (service: AwsServiceName) => AwsCall

const ATTEMPTS = 5
const LIMIT_MS = 20_000

/**
 * The services of AWS in one region, with the credentials of the job. The SDK
 * is half a megabyte, so it is loaded with the first call. Credentials are
 * looked for once for all services.
 */
export const awsServices = (connection: AwsConnection): AwsServices => {
  const opened = openedOnce(connection)
  return (service) => async (operation, input, options) => {
    const action = `${AWS_SERVICES[service].actionPrefix}:${operation}`
    try {
      const attempt = await opened(service)
      return await asked(connection, attempt, operation, input, options)
    } catch (thrown) {
      if (!(thrown instanceof AttemptsFailed)) throw thrown
      throw refusalOf(thrown.failure, action, connection.region)
    }
  }
}

/** One client for a service, one search for credentials for all. */
const openedOnce = ({ region, env }: AwsConnection) => {
  const services = new Map<AwsServiceName, SdkService>()
  const agent = proxyAgent(env)
  return async (service: AwsServiceName): Promise<Attempt> => {
    const { sdkService } = await import('./sdk-client.ts')
    const [first] = services.values()
    const known = services.get(service)
    const opened = known ?? sdkService(service, { region, agent, credentials: first?.credentials })
    services.set(service, opened)
    return opened.attempt
  }
}

const asked = (
  connection: AwsConnection,
  attempt: Attempt,
  operation: string,
  input: Json,
  { repeatable, signal }: CallOptions,
): Promise<Json> => {
  const { cancellation, maxAttempts = ATTEMPTS, timeLimit = LIMIT_MS } = connection
  const { clock, random = Math.random } = connection
  const ending = signal === undefined ? cancellation : AbortSignal.any([cancellation, signal])
  const once = () => inTime((until) => attempt(operation, input, until), ending, timeLimit)
  return attempts(once, repeatable, ending, { maxAttempts, clock, random })
}

/** The SDK's own limits begin anew with every byte, so the whole attempt gets one. */
const inTime = async <T>(
  work: (until: AbortSignal) => Promise<T>,
  ending: AbortSignal,
  limit: number,
): Promise<T> => {
  const timer = AbortSignal.timeout(limit)
  try {
    return await work(AbortSignal.any([ending, timer]))
  } catch (thrown) {
    if (timer.aborted) throw new AttemptTimeout(`no answer within ${limit / 1000} s`)
    throw thrown
  }
}

const refusalOf = (failure: Failure, action: string, region: string | undefined): AwsRefusal => {
  const { code, reason, status, denied, throttled } = failure
  return new AwsRefusal(refusalMessage(failure, { action, region }), {
    action: (denied ? deniedAction(reason) : undefined) ?? action,
    code,
    reason,
    status,
    denied,
    throttled,
  })
}
