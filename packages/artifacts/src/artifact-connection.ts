import { UserError } from '@ci-kit/core/errors'
import type { Environment } from '@ci-kit/core/event'
import { type Json, stringAt } from '@ci-kit/core/json'
import { parseObject } from '@ci-kit/oci/json'
import type { ArtifactUse } from './artifact-use.ts'

/** How to reach the artifact service of the run. */
export type ArtifactConnection = {
  /** Origin of the results service. */
  readonly url: string
  /** Secret: the runner's own token. */
  readonly token: string
  /** The run and the job as the service names them. */
  readonly runId: string
  readonly jobId: string
}

/**
 * Reads how to reach the artifact service from what the runner gives to
 * actions. Throws {@link UserError} where there is none: GitHub Enterprise
 * Server has another service, and outside a runner there is nothing.
 */
export const artifactConnection = (env: Environment, use: ArtifactUse): ArtifactConnection => {
  const unreachable = (reason: string) => withoutService(use, reason)
  const { ACTIONS_RESULTS_URL: url = '', ACTIONS_RUNTIME_TOKEN: token = '' } = env
  const missing = [
    ...(url === '' ? ['ACTIONS_RESULTS_URL'] : []),
    ...(token === '' ? ['ACTIONS_RUNTIME_TOKEN'] : []),
  ]
  if (missing.length > 0)
    throw unreachable(`${missing.join(' and ')} ${missing.length > 1 ? 'are' : 'is'} not set`)
  const protocol = URL.canParse(url) ? new URL(url).protocol : ''
  if (protocol !== 'https:' && protocol !== 'http:') {
    throw unreachable('ACTIONS_RESULTS_URL is no address')
  }
  const [runId, jobId] = backendIds(token)
  if (runId === undefined || jobId === undefined) {
    throw unreachable('ACTIONS_RUNTIME_TOKEN names no run and job')
  }
  return { url: new URL(url).origin, token, runId, jobId }
}

const withoutService = ({ undone, withoutService: advice }: ArtifactUse, reason: string) =>
  new UserError(
    `${undone}: ${reason}. Runners of github.com give it to actions; GitHub Enterprise Server and local runners may not. ${advice}`,
  )

/**
 * The token's scopes hold `Actions.Results:<run>:<job>` (actions/toolkit,
 * packages/artifact, shared/util). Read, not verified: the service does that.
 */
const backendIds = (token: string): readonly (string | undefined)[] => {
  const scopes = stringAt(claimsOf(token), 'scp') ?? ''
  const parts = scopes
    .split(' ')
    .map((scope) => scope.split(':'))
    .find(([name, ...ids]) => name === 'Actions.Results' && ids.length === 2)
  return parts?.slice(1).map((id) => id || undefined) ?? []
}

const claimsOf = (token: string): Json | undefined =>
  parseObject(Buffer.from(token.split('.')[1] ?? '', 'base64url'))
