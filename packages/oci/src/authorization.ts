import type { Clock } from '@ci-kit/core/clock'
import { type Ask, basicHeader } from './bearer-token.ts'
import { type Challenge, parseChallenges } from './challenge.ts'
import type { Credential, Credentials } from './credentials.ts'
import { ExchangeFault } from './exchange-fault.ts'
import { type UrlRule, urlFrom } from './redirects.ts'
import { secretKeeper } from './secret-keeper.ts'
import { type Bearer, tokenCache } from './token-cache.ts'

export type AuthorizationOptions = {
  readonly registry: string
  readonly credentials: Credentials
  readonly ask: Ask
  readonly clock: Clock
  readonly rule: UrlRule
}

/** The Authorization header for one registry, learned from its challenges. */
export type Authorization = {
  /** For the first try: what an earlier challenge has taught, or nothing. */
  known(scopes: readonly string[]): Promise<string | undefined>
  /** After a 401: a header other than the one just used, or `undefined` when there is no other to try. */
  answer(
    challenge: string | undefined,
    scopes: readonly string[],
    used: string | undefined,
  ): Promise<string | undefined>
  /** Whether credentials were found for the registry. */
  signedIn(): boolean
  /** The text without any secret that has been handled, for what the registry sends back. */
  redact(text: string): string
}

/**
 * Credentials leave for two places only: the registry itself (basic) and the
 * token realm that the registry names in its challenge (bearer). The realm may
 * be another host, as auth.docker.io is for docker.io: whoever holds the
 * registry's certificate could take the credentials directly, so its word for
 * the realm adds no risk as long as the realm is asked over https.
 */
export const authorization = (options: AuthorizationOptions): Authorization => {
  const secrets = secretKeeper()
  const tokens = tokenCache(options, secrets.keep)
  let bearer: Bearer | undefined
  let direct: string | undefined
  let lookup: Promise<Credential | undefined> | undefined
  let signedIn = false
  const credential = async () => {
    lookup ??= options.credentials(options.registry)
    const found = await lookup
    signedIn = found !== undefined
    secrets.keep(found)
    return found
  }
  return {
    known: async (scopes) =>
      bearer === undefined
        ? direct
        : `Bearer ${await tokens.get(bearer, scopes, await credential())}`,
    answer: async (challenge, scopes, used) => {
      const found = await credential()
      const offered = offeredIn(challenge)
      direct = directHeader(found, offered)
      if (direct !== undefined) return direct === used ? undefined : direct
      const named = bearerOf(offered, options.rule)
      if (named === undefined) return undefined
      bearer = named
      return `Bearer ${await tokens.get(named, scopes, found, { asked: named.scopes, used })}`
    },
    signedIn: () => signedIn,
    redact: secrets.redact,
  }
}

const offeredIn = (header: string | undefined): readonly Challenge[] => {
  const challenges = header === undefined ? [] : parseChallenges(header)
  if (challenges !== undefined) return challenges
  throw new ExchangeFault('the registry sent a WWW-Authenticate header that cannot be read', {
    status: 401,
  })
}

/** A header that needs no token service. Bearer is preferred where a registry offers both. */
const directHeader = (
  credential: Credential | undefined,
  offered: readonly Challenge[],
): string | undefined => {
  if (credential?.kind === 'registry-token') return `Bearer ${credential.token}`
  const basicOnly =
    offered.some(({ scheme }) => scheme === 'basic') &&
    !offered.some(({ scheme }) => scheme === 'bearer')
  return basicOnly && credential?.kind === 'basic'
    ? basicHeader(credential.username, credential.password)
    : undefined
}

const bearerOf = (
  offered: readonly Challenge[],
  rule: UrlRule,
): (Bearer & { readonly scopes: readonly string[] }) | undefined => {
  const parameters = offered.find(({ scheme }) => scheme === 'bearer')?.parameters
  if (parameters === undefined) return undefined
  return {
    realm: urlFrom(parameters.get('realm') ?? '', undefined, rule, 'token realm'),
    service: parameters.get('service'),
    scopes: (parameters.get('scope') ?? '').split(' ').filter((scope) => scope !== ''),
  }
}
