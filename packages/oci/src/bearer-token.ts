import type { Credential } from './credentials.ts'
import { ExchangeFault, statusFault } from './exchange-fault.ts'
import { bytesBody, type HttpRequest, type HttpResponse, readAtMost } from './http.ts'
import { parseObject, stringIn } from './json.ts'

/** Where and for what a token is asked. Scopes look like `repository:org/app:pull,push`. */
export type TokenRequest = {
  readonly realm: URL
  readonly service: string | undefined
  readonly scopes: readonly string[]
  readonly credential: Credential | undefined
}

export type BearerToken = {
  readonly token: string
  /** How long it may be used, in milliseconds from when it was asked for. */
  readonly usableMs: number
}

/** Sends one request to the token service. */
export type Ask = (
  request: Pick<HttpRequest, 'method' | 'url' | 'headers' | 'body'>,
) => Promise<HttpResponse>

const TOKEN_BYTES = 64 * 1024
/** "If omitted, this defaults to 60 seconds", and no token lives shorter (distribution, token specification). */
const LEAST_SECONDS = 60
/** A token is not used in the last tenth of its time, so that it does not end on the way. */
const USABLE_PART = 0.9
/** What token services without the POST grant answer: see docker/auth in containerd. */
const NO_POST = [400, 401, 404, 405]

/**
 * Gets a bearer token as Docker does: an identity token is traded by the OAuth2
 * refresh grant (POST) and, where the service does not know that, sent as the
 * password of a GET with basic authorization; a user name and password go by
 * GET; without a credential the GET is anonymous.
 */
export const bearerToken = async (
  request: TokenRequest,
  ask: Ask,
  now: number,
): Promise<BearerToken> => {
  const { credential } = request
  if (credential?.kind === 'identity-token') {
    const response = await ask(refreshGrant(request, credential.token))
    if (!NO_POST.includes(response.status)) return tokenIn(response, now)
    response.discard()
  }
  return tokenIn(await ask(tokenQuery(request)), now)
}

export const basicHeader = (username: string, password: string): string =>
  `Basic ${Buffer.from(`${username}:${password}`, 'utf8').toString('base64')}`

const tokenQuery = ({ realm, service, scopes, credential }: TokenRequest) => {
  const url = new URL(realm)
  if (service !== undefined) url.searchParams.set('service', service)
  for (const scope of scopes) url.searchParams.append('scope', scope)
  const headers: Record<string, string> = {}
  if (credential?.kind === 'basic') {
    url.searchParams.set('account', credential.username)
    headers.authorization = basicHeader(credential.username, credential.password)
  } else if (credential !== undefined) headers.authorization = basicHeader('', credential.token)
  return { method: 'GET' as const, url, headers }
}

const refreshGrant = ({ realm, service, scopes }: TokenRequest, refreshToken: string) => {
  const form = new URLSearchParams({
    grant_type: 'refresh_token',
    service: service ?? '',
    client_id: 'ci-kit',
    scope: scopes.join(' '),
    refresh_token: refreshToken,
  })
  return {
    method: 'POST' as const,
    url: realm,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: bytesBody(Buffer.from(form.toString())),
  }
}

const tokenIn = async (response: HttpResponse, now: number): Promise<BearerToken> => {
  const service = `the token service ${response.url.host}`
  if (response.status !== 200) throw await statusFault(response, now, `${service} answered `)
  const bytes = await readAtMost(response, TOKEN_BYTES)
  if (bytes === undefined) throw new ExchangeFault(`${service} sent more than 64 KiB`)
  const answer = parseObject(bytes)
  const token = answer && (stringIn(answer, 'token') || stringIn(answer, 'access_token'))
  if (!answer || !token || !/^[\x21-\x7e]+$/.test(token))
    throw new ExchangeFault(`${service} answered without a token`)
  const seconds = typeof answer.expires_in === 'number' ? answer.expires_in : LEAST_SECONDS
  return { token, usableMs: Math.max(LEAST_SECONDS, seconds) * 1000 * USABLE_PART }
}
