import { awsServices } from '@ci-kit/aws/aws-services'
import { systemClock } from '@ci-kit/core/adapters/system-clock'
import type { Environment } from '@ci-kit/core/event'
import { isObject, type Json, objectAt, stringAt } from '@ci-kit/core/json'
import type { EcrRegistry } from './ecr-registry.ts'

/** Asking takes a fraction of a second; longer than this nobody answers. */
const LIMIT_MS = 15_000

/**
 * An authorization token of ECR, base64 of `AWS:<password>`. The SDK finds the
 * credentials where all its users do: the variables that
 * aws-actions/configure-aws-credentials leaves, a profile, a web identity, a
 * container, the instance. It reads AWS_ENDPOINT_URL and its kin from the
 * process; the proxy is the one of `env`. Throws an AwsRefusal, and an error
 * for an answer without a token or none in time.
 */
export const ecrToken = async (
  { kind, region }: EcrRegistry,
  env: Environment,
): Promise<string> => {
  const cancellation = AbortSignal.timeout(LIMIT_MS)
  const services = awsServices({ region, env, cancellation, clock: systemClock })
  const call = services(kind === 'private' ? 'ecr' : 'ecr-public')
  const token = tokenOf(await call('GetAuthorizationToken', {}, { repeatable: true }))
  if (token) return token
  throw new Error('AWS answered without a token')
}

/** The private service answers a list, the public one a single entry. */
const tokenOf = (answer: Json): string | undefined => {
  const { authorizationData: data } = answer
  const first: unknown = Array.isArray(data) ? data[0] : objectAt(answer, 'authorizationData')
  return isObject(first) ? stringAt(first, 'authorizationToken') : undefined
}
