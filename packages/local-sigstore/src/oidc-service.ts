import { randomUUID } from 'node:crypto'
import type { Json } from '@ci-kit/core/json'
import { type GitHubClaims, gitHubClaims, subjectOf } from './github-claims.ts'
import { json, refused, type ServiceHandler } from './http-service.ts'
import type { IdentityTokens } from './identity-tokens.ts'

/** A job that asks for tokens. */
export type JobIdentity = {
  /** Those that are not given are of a push to org/app. */
  readonly claims?: Partial<GitHubClaims>
  /** How long its tokens are valid from now on, in seconds; negative: they have expired. Default 300. */
  readonly validFor?: number
  /** An audience that its tokens name whatever is asked for. */
  readonly audience?: string
  /** The subject, where it is none of GitHub's default. */
  readonly subject?: string
}

/** The variables that a runner gives a job with `id-token: write`. */
export type JobEnvironment = {
  readonly ACTIONS_ID_TOKEN_REQUEST_URL: string
  readonly ACTIONS_ID_TOKEN_REQUEST_TOKEN: string
}

export type OidcService = {
  readonly handler: ServiceHandler
  /** Takes in a job. `url` is that of this service. */
  register(identity: JobIdentity, url: string): JobEnvironment
  /** A token as the job would get it. */
  token(identity: JobIdentity, audience: string): string
}

const TOKEN_PATH = '/request-token'

/** An issuer with the runner's endpoint, discovery and key set; the latter two as of Open ID Connect. */
export const oidcService = (tokens: IdentityTokens): OidcService => {
  const jobs = new Map<string, JobIdentity>()
  const token = (identity: JobIdentity, audience: string) =>
    tokens.issue(claimsOf(identity, audience), lifetimeOf(identity))
  return {
    token,
    register: (identity, url) => {
      const bearer = `job-${randomUUID()}`
      jobs.set(bearer, identity)
      return {
        ACTIONS_ID_TOKEN_REQUEST_URL: `${url}${TOKEN_PATH}?api-version=2.0`,
        ACTIONS_ID_TOKEN_REQUEST_TOKEN: bearer,
      }
    },
    handler: async ({ method, path, query, headers }) => {
      if (method !== 'GET') return refused(405, 'only GET is known here')
      if (path === '/.well-known/openid-configuration')
        return discovery(tokens.issuer, headers.host)
      if (path === '/.well-known/jwks') return json(200, tokens.keys)
      if (path !== TOKEN_PATH) return refused(404, 'not found')
      const identity = jobs.get((headers.authorization ?? '').replace(/^bearer /i, ''))
      if (identity === undefined) return refused(401, 'no job has this bearer token')
      return json(200, {
        value: token(identity, query.get('audience') ?? 'https://github.com/org'),
      })
    },
  }
}

const discovery = (issuer: string, host = '127.0.0.1') =>
  json(200, {
    issuer,
    jwks_uri: `http://${host}/.well-known/jwks`,
    response_types_supported: ['id_token'],
    subject_types_supported: ['public', 'pairwise'],
    id_token_signing_alg_values_supported: ['RS256'],
    scopes_supported: ['openid'],
  })

const claimsOf = (identity: JobIdentity, audience: string): Json => {
  const claims = gitHubClaims(identity.claims)
  return {
    sub: identity.subject ?? subjectOf(claims),
    aud: identity.audience ?? audience,
    ...claims,
  }
}

const lifetimeOf = ({ validFor = 300 }: JobIdentity) => {
  const now = Math.floor(Date.now() / 1_000)
  return { issuedAt: Math.min(now, now + validFor) - 1, expires: now + validFor }
}
