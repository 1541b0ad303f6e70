import type { Authorization } from './authorization.ts'
import type { Clock } from './clock.ts'
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

/** Sends calls with authorization for the scopes; a first 401 is answered, a second one is the answer. */
export const asker =
  (
    { base, clock, limits, signal }: AskOptions,
    send: Transport,
    auth: Authorization,
    scopes: readonly string[],
  ): Ask =>
  async ({ method, to, headers = {}, body, expect, streamed = false }) => {
    const url = typeof to === 'string' ? new URL(`/v2/${to}`, base) : to
    const mayAuthorize = url.origin === base.origin
    const request = (header: string | undefined): HttpRequest => ({
      method,
      url,
      headers: { ...FIXED_HEADERS, ...headers, ...(header && { authorization: header }) },
      idleMs: limits.idleMs,
      ...(body && { body }),
      ...(streamed ? {} : { totalMs: limits.requestMs }),
      ...(signal && { signal }),
    })
    const used = mayAuthorize ? await auth.known(scopes) : undefined
    let response = await send(request(used))
    if (response.status === 401 && response.url.origin === base.origin && mayAuthorize) {
      const better = await auth.answer(response.header('www-authenticate'), scopes, used)
      if (better !== undefined) {
        response.discard()
        response = await send(request(better))
      }
    }
    if (expect.includes(response.status)) return response
    const elsewhere = response.url.origin === base.origin ? '' : `${response.url.host} answered `
    throw await statusFault(response, clock.now(), elsewhere)
  }

/** The whole answer, which must not be longer than `limit` bytes. */
export const readWhole = async (response: HttpResponse, limit: number): Promise<Uint8Array> => {
  const bytes = await readAtMost(response, limit)
  if (bytes !== undefined) return bytes
  throw new ExchangeFault(`the answer is longer than ${limit} bytes, which is refused`, {
    advice: 'This is no ordinary manifest or list. Check what was pushed there.',
  })
}
