import type { AwsCall } from '@ci-kit/aws/aws-call'
import { type AwsServices, awsServices } from '@ci-kit/aws/aws-services'
import type { AwsServiceName } from '@ci-kit/aws/services'
import { systemClock } from '@ci-kit/core/adapters/system-clock'
import type { Environment } from '@ci-kit/core/event'
import type { RegionalCall } from './regional-call.ts'

/** AWS as a step asks it. */
export type Aws = {
  /** In the region of the cluster. */
  call(service: AwsServiceName): AwsCall
  /** In any region. */
  in(service: AwsServiceName): RegionalCall
  /** Goes on when the job is cancelled, for what has to be said to AWS then. */
  lasting(service: AwsServiceName): AwsCall
}

type AwsStep = {
  readonly env: Environment
  /** Of the cluster; undefined for what the environment says. */
  readonly region: string | undefined
  /** Attempts for repeatable calls whose answers are lost. */
  readonly maxAttempts?: number
  /** Ends all calls but the lasting ones. */
  readonly signal: AbortSignal
}

/** One connection for each region. */
export const awsOf = ({ env, region, maxAttempts, signal }: AwsStep): Aws => {
  const connected = (wanted: string | undefined, cancellation: AbortSignal): AwsServices =>
    awsServices({
      region: wanted,
      env,
      cancellation,
      clock: systemClock,
      ...(maxAttempts !== undefined && { maxAttempts }),
    })
  const here = connected(region, signal)
  const lasting = connected(region, new AbortController().signal)
  const elsewhere = new Map<string, AwsServices>()
  return {
    call: here,
    lasting,
    in: (service) => (wanted) => {
      const services = elsewhere.get(wanted) ?? connected(wanted, signal)
      elsewhere.set(wanted, services)
      return services(service)
    },
  }
}
