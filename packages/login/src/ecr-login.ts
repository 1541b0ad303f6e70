import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { AwsRefusal } from '@ci-kit/aws/aws-call'
import { messageOf } from '@ci-kit/core/errors'
import type { Environment } from '@ci-kit/core/event'
import { isObject } from '@ci-kit/core/json'
import { visible } from '@ci-kit/core/log'
import { type AwsError, ecrProblem, noAwsCredentials } from './ecr-problems.ts'
import type { EcrRegistry } from './ecr-registry.ts'
import type { Login } from './login.ts'

/** A login that was found, or why there is none although the host needs one. */
export type FoundLogin = { readonly login?: Login; readonly problem?: string }

/** A token of AWS as {@link ecrToken} of ecr-token.ts answers it. */
export type EcrTokens = (registry: EcrRegistry, env: Environment) => Promise<string>

/** The SDK is half a megabyte, so it is loaded only by who asks. */
const sdkTokens: EcrTokens = async (registry, env) => {
  const { ecrToken } = await import('./ecr-token.ts')
  return ecrToken(registry, env)
}

/**
 * Logs in to a registry of Amazon ECR with the AWS credentials of the job. The
 * password is masked before it is handed out. A problem is an answer, because
 * a build that does not push can do without the login.
 */
export const ecrLogin = async (
  host: string,
  registry: EcrRegistry,
  env: Environment,
  mask: (secret: string) => void,
  tokens: EcrTokens = sdkTokens,
): Promise<FoundLogin> => {
  if (!mayHaveAwsCredentials(env)) return { problem: noAwsCredentials(host, registry) }
  try {
    return { login: loginOf(host, await tokens(registry, env), mask) }
  } catch (thrown) {
    return { problem: ecrProblem(awsErrorOf(thrown), host, registry) }
  }
}

const awsErrorOf = (thrown: unknown): AwsError => {
  if (thrown instanceof AwsRefusal) return { name: thrown.code, text: visible(thrown.reason, 300) }
  const name = isObject(thrown) && typeof thrown.name === 'string' ? thrown.name : ''
  return { name, text: visible(messageOf(thrown), 300) }
}

const loginOf = (host: string, token: string, mask: (secret: string) => void): Login => {
  mask(token)
  const text = Buffer.from(token, 'base64').toString('utf8')
  const colon = text.indexOf(':')
  if (colon < 1) throw new Error('AWS answered with a token of another form')
  const password = text.slice(colon + 1)
  mask(password)
  return { host, username: text.slice(0, colon), password }
}

const VARIABLES = [
  'AWS_ACCESS_KEY_ID',
  'AWS_PROFILE',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
  'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
  'AWS_CONTAINER_CREDENTIALS_FULL_URI',
  'AWS_SHARED_CREDENTIALS_FILE',
  'AWS_CONFIG_FILE',
]

/**
 * Whether it makes sense to look for AWS credentials. A machine of GitHub's
 * own is no instance of AWS with a role, so there only what a step has left
 * counts, and a job without it pays neither for the SDK nor for its search.
 */
export const mayHaveAwsCredentials = (
  env: Environment,
  exists: (path: string) => boolean = existsSync,
): boolean =>
  env.RUNNER_ENVIRONMENT !== 'github-hosted' ||
  VARIABLES.some((name) => env[name]) ||
  exists(join(env.HOME || '/', '.aws'))
