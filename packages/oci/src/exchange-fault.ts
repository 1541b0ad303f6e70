import { messageOf, systemCode } from '@ci-kit/core/errors'
import { isObject, type Json } from '@ci-kit/core/json'
import { type HttpResponse, readAtMost } from './http.ts'
import { parseObject, stringIn } from './json.ts'

export type FaultDetail = {
  readonly status?: number
  /** The registry's own error code (`DENIED`), or Node's for a connection (`ECONNREFUSED`). */
  readonly code?: string
  /** Whether the same request may well succeed a little later. */
  readonly transient?: boolean
  /** What the registry asked for in Retry-After, in milliseconds. */
  readonly retryAfterMs?: number
  /** What to do, where the place of the fault knows better than its code tells. */
  readonly advice?: string
}

/**
 * What went wrong in one exchange, thrown where it is not known yet which
 * operation the exchange was part of. The connection turns it into a
 * RegistryError; whoever uses the parts without a connection gives it the
 * words of its own operation.
 */
export class ExchangeFault extends Error {
  readonly detail: FaultDetail

  constructor(message: string, detail: FaultDetail = {}) {
    super(message)
    this.detail = detail
  }
}

const ERROR_BYTES = 64 * 1024
const TRANSIENT_CODES = [
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EAI_AGAIN',
  'ERR_STREAM_PREMATURE_CLOSE',
]
const TRANSIENT_STATUSES = [408, 429, 500, 502, 503, 504]

/** A connection that failed. `host` is the one that was asked, which need not be the registry. */
export const connectionFault = (thrown: unknown, host: string): ExchangeFault => {
  const code = systemCode(thrown)
  // The error of several failed addresses has a code and an empty message.
  const text = [code, messageOf(thrown)].filter((part) => part).join(': ')
  return new ExchangeFault(`${host} could not be asked: ${text}`, {
    ...(code === undefined ? {} : { code }),
    transient: code !== undefined && TRANSIENT_CODES.includes(code),
  })
}

/** Reads the error that an answer with a bad status carries, by the `errors` of the OCI distribution specification. */
export const statusFault = async (
  response: HttpResponse,
  now: number,
  prefix = '',
): Promise<ExchangeFault> => {
  const { status } = response
  const { code, message } = ownError(await errorBody(response))
  const retryAfterMs = retryAfter(response.header('retry-after'), now)
  const text = [
    `${prefix}${status}${code === undefined ? '' : ` ${code}`}`,
    message,
    retryAfterMs && `try again in ${Math.ceil(retryAfterMs / 1000)} s`,
  ]
  return new ExchangeFault(text.filter((part) => part).join(': '), {
    status,
    ...(code === undefined ? {} : { code }),
    transient: TRANSIENT_STATUSES.includes(status),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  })
}

/** Seconds or a date (RFC 9110, 10.2.3) as milliseconds from now; nonsense counts as not sent. */
export const retryAfter = (value: string | undefined, now: number): number | undefined => {
  const text = value?.trim() ?? ''
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000
  if (!/^[A-Z][a-z]+,? /.test(text)) return undefined
  const date = Date.parse(text)
  return Number.isNaN(date) ? undefined : Math.max(0, date - now)
}

/** The status says enough when the explanation cannot be read, so a broken body is no further fault. */
const errorBody = async (response: HttpResponse): Promise<Json | undefined> => {
  const bytes = await readAtMost(response, ERROR_BYTES).catch(() => undefined)
  return bytes && parseObject(bytes)
}

type OwnError = { readonly code?: string; readonly message?: string }

/** Registries send `errors`; token services also `error_description`, `details` or `message`. */
const ownError = (body: Json | undefined): OwnError => {
  if (body === undefined) return {}
  const listed: unknown = Array.isArray(body.errors) ? body.errors[0] : undefined
  const error = isObject(listed) ? listed : body
  const code = stringIn(error, 'code') ?? stringIn(error, 'error')
  const message =
    stringIn(error, 'message') ?? stringIn(error, 'error_description') ?? stringIn(error, 'details')
  return {
    ...(code !== undefined && /^[A-Za-z0-9_.-]{1,64}$/.test(code) ? { code } : {}),
    ...(message === undefined ? {} : { message }),
  }
}
