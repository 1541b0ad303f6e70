import type { Clock } from '@ci-kit/core/clock'
import type { Authorization } from './authorization.ts'
import { ExchangeFault, statusFault } from './exchange-fault.ts'
import { type HttpRequest, type HttpResponse, readAtMost, type Transport } from './http.ts'
import type { Limits } from './limits.ts'

/** One request of a task. */
export type Call = Pick<HttpRequest, 'method' | 'body'> & {
  /** A path under /v2/, or a URL that the registry sent and the rule has let pass. */
  readonly to: string | URL
  readonly headers?: Readonly<Record<string, string>>
  /** Statuses that are an answer; every other one is a fault. */
  readonly expect: readonly number[]
  /** For bodies of any size: only silence is limited, not the whole exchange. */
  readonly streamed?: boolean
}

export type Ask = (call: Call) => Promise<HttpResponse>

export type AskOptions = {
  readonly base: URL
  readonly clock: Clock
  readonly limits: Limits
  readonly signal?: AbortSignal
}

/** Bytes as they are stored: a compressed answer would not have the digest that it was asked by. */
export const FIXED_HEADERS = { 'user-agent': 'ci-kit', 'accept-encoding': 'identity' }

/** Sends the requests of one task, with authorization for its scopes. Throws {@link ExchangeFault}. */
export const asker = (
  options: AskOptions,
  send: Transport,
  auth: Authorization,
  scopes: readonly string[],
): Ask => {
  const { base, clock } = options
  const sendAuthorized = authorized(base, send, auth, scopes)
  return async (call) => {
    const response = await sendAuthorized(requestOf(options, call))
    if (call.expect.includes(response.status)) return response
    const elsewhere = response.url.origin === base.origin ? '' : `${response.url.host} answered `
    throw await statusFault(response, clock.now(), elsewhere)
  }
}

const requestOf = (
  { base, limits, signal }: AskOptions,
  { method, to, headers, body, streamed }: Call,
): HttpRequest => ({
  method,
  url: typeof to === 'string' ? new URL(`/v2/${to}`, base) : to,
  headers: { ...FIXED_HEADERS, ...headers },
  idleMs: limits.idleMs,
  ...(streamed ? {} : { totalMs: limits.requestMs }),
  ...(body && { body }),
  ...(signal && { signal }),
})

/** Adds authorization on the registry's own origin; a first 401 is answered, a second one is the answer. */
const authorized =
  (base: URL, send: Transport, auth: Authorization, scopes: readonly string[]): Transport =>
  async (request) => {
    if (request.url.origin !== base.origin) return send(request)
    const used = await auth.known(scopes)
    const first = await send(withAuthorization(request, used))
    if (first.status !== 401 || first.url.origin !== base.origin) return first
    const challenge = first.header('www-authenticate')
    const better = await auth.answer(challenge, scopes, used).catch((thrown: unknown) => {
      first.discard()
      throw thrown
    })
    if (better === undefined) return first
    first.discard()
    return send(withAuthorization(request, better))
  }

const withAuthorization = (request: HttpRequest, header: string | undefined): HttpRequest =>
  header === undefined
    ? request
    : { ...request, headers: { ...request.headers, authorization: header } }

/** The whole answer, which must not be longer than `limit` bytes. */
export const readWhole = async (response: HttpResponse, limit: number): Promise<Uint8Array> => {
  const bytes = await readAtMost(response, limit)
  if (bytes !== undefined) return bytes
  throw new ExchangeFault(`the answer is longer than ${limit} bytes, which is refused`, {
    advice: 'This is no ordinary manifest or list. Check what was pushed there.',
  })
}
