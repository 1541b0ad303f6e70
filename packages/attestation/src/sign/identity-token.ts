import type { Clock } from '@ci-kit/core/clock'
import { UserError } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'
import { parseClaims } from './claims.ts'
import { githubTokens } from './github-tokens.ts'
import type { Connection } from './services/service.ts'

/** Proofs of who runs this job: JSON Web Tokens for an audience. Secrets. */
export type IdentityTokens = { token(audience: string): Promise<string> }

export type TokenOptions = Connection & {
  /** Keeps a text out of the log; called before a token is used for anything. */
  readonly mask: (secret: string) => void
}

export type Environment = Readonly<Record<string, string | undefined>>

/**
 * The tokens of this environment: those of GitHub's token service, or outside
 * of GitHub the one in SIGSTORE_ID_TOKEN. One token is asked for and used
 * again. Where there are none, asking for one rejects with a `UserError` that
 * says which permission is missing.
 */
export const identityTokens = (env: Environment, options: TokenOptions): IdentityTokens => {
  const { ACTIONS_ID_TOKEN_REQUEST_URL: url, ACTIONS_ID_TOKEN_REQUEST_TOKEN: bearer } = env
  if (url && bearer) return keptTokens(githubTokens(url, bearer, options), options.clock)
  const given = env.SIGSTORE_ID_TOKEN
  if (env.GITHUB_ACTIONS !== 'true' && given) return givenToken(given.trim(), options)
  return {
    token: async () => {
      throw env.GITHUB_ACTIONS === 'true' ? NOT_PERMITTED() : NOT_GIVEN()
    },
  }
}

const NOT_PERMITTED = () =>
  new UserError(
    `The job gets no identity token from GitHub, so nothing can be signed. Give it the permission id-token: write:

permissions:
  contents: read
  id-token: write

A job in a reusable workflow has no more than the job that calls it, so write it there, too. Runs for pull requests from forks never get the permission, whatever the workflow says: sign on push instead.`,
  )

const NOT_GIVEN = () =>
  new UserError(
    'There is no identity to sign with. In GitHub Actions give the job the permission id-token: write; elsewhere put a token of your OpenID Connect issuer for the audience "sigstore" into SIGSTORE_ID_TOKEN.',
  )

const givenToken = (token: string, { mask, clock }: TokenOptions): IdentityTokens => ({
  token: async (audience) => {
    mask(token)
    const claims = parseClaims(token)
    if (!claims.audience.includes(audience))
      throw new UserError(
        `SIGSTORE_ID_TOKEN is for ${shown(claims.audience)}, and has to be for "${audience}". Have your issuer make it for that audience.`,
      )
    if (claims.expiresAt.getTime() <= clock.now())
      throw new UserError(
        `SIGSTORE_ID_TOKEN has expired at ${claims.expiresAt.toISOString()}. Have your issuer make a new one right before the run.`,
      )
    return token
  },
})

const shown = (audience: readonly string[]): string =>
  visible(audience.map((each) => `"${each}"`).join(', '), 200)

/** A certificate authority that is asked for two minutes still has to accept it. */
const LEAST_REST_MS = 2 * 60_000

/** Asks once for each audience, and again when a token is about to expire. */
const keptTokens = (tokens: IdentityTokens, clock: Pick<Clock, 'now'>): IdentityTokens => {
  const kept = new Map<string, Promise<string>>()
  const fresh = (audience: string): Promise<string> => {
    const token = tokens.token(audience)
    kept.set(audience, token)
    return token.catch((reason: unknown) => {
      kept.delete(audience)
      throw reason
    })
  }
  return {
    token: async (audience) => {
      const first = kept.get(audience)
      const known = first && (await first)
      const lasts =
        known !== undefined && parseClaims(known).expiresAt.getTime() - clock.now() > LEAST_REST_MS
      if (lasts) return known
      // Somebody else may have asked for another one in the meantime.
      const latest = kept.get(audience)
      return latest === undefined || latest === first ? fresh(audience) : latest
    },
  }
}
