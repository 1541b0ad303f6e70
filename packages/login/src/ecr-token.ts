import { Agent } from 'node:https'
import { GetAuthorizationTokenCommand as AskPrivate, ECRClient } from '@aws-sdk/client-ecr'
import {
  GetAuthorizationTokenCommand as AskPublic,
  ECRPUBLICClient,
} from '@aws-sdk/client-ecr-public'
import { systemCode, UserError } from '@ci-kit/core/errors'
import type { Environment } from '@ci-kit/core/event'
import type { EcrRegistry } from './ecr-registry.ts'

/** Asking takes a fraction of a second; longer than this nobody answers. */
const LIMIT_MS = 15_000

/**
 * An authorization token of ECR, base64 of `AWS:<password>`. The SDK finds the
 * credentials where all its users do: the variables that
 * aws-actions/configure-aws-credentials leaves, a profile, a web identity, a
 * container, the instance. It reads AWS_ENDPOINT_URL and its kin from the
 * process; the proxy is the one of `env`. Throws the SDK's errors, and an
 * error for an answer without a token. Loading this module loads the SDK.
 */
export const ecrToken = async (
  { kind, region }: EcrRegistry,
  env: Environment,
): Promise<string> => {
  const httpsAgent = agent(env)
  const requestHandler = { connectionTimeout: 5_000, requestTimeout: LIMIT_MS, httpsAgent }
  const limit = { abortSignal: AbortSignal.timeout(LIMIT_MS) }
  const token =
    kind === 'private'
      ? await privateToken(new ECRClient({ region, requestHandler }), limit)
      : await publicToken(new ECRPUBLICClient({ region, requestHandler }), limit)
  if (token) return token
  throw new Error('AWS answered without a token')
}

/** Node repeats the whole value of a bad proxy, which may hold a password. */
const agent = (env: Environment): Agent => {
  try {
    return new Agent({ proxyEnv: { ...env } })
  } catch (thrown) {
    if (systemCode(thrown) !== 'ERR_PROXY_INVALID_CONFIG') throw thrown
    throw new UserError('the proxy in HTTP_PROXY or HTTPS_PROXY is not a URL')
  }
}

type Limit = { readonly abortSignal: AbortSignal }

const privateToken = async (client: ECRClient, limit: Limit): Promise<string | undefined> => {
  const { authorizationData } = await client.send(new AskPrivate({}), limit)
  return authorizationData?.[0]?.authorizationToken
}

const publicToken = async (client: ECRPUBLICClient, limit: Limit): Promise<string | undefined> => {
  const { authorizationData } = await client.send(new AskPublic({}), limit)
  return authorizationData?.authorizationToken
}
