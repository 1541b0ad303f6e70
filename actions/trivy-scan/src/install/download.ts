import { bytes } from '@ci-kit/core/amounts'
import type { Clock } from '@ci-kit/core/clock'
import { UserError } from '@ci-kit/core/errors'
import type { Log } from '@ci-kit/core/log'
import { ExchangeFault, statusFault } from '@ci-kit/oci/exchange-fault'
import { faulting } from '@ci-kit/oci/faulting'
import type { HttpResponse, Transport } from '@ci-kit/oci/http'
import { followingRedirects, urlRule } from '@ci-kit/oci/redirects'
import { retrying } from '@ci-kit/oci/retry'
import { downloadFailed } from './install-errors.ts'
import type { InstallPorts } from './installation.ts'

export type DownloadOptions = {
  readonly transport: Transport
  readonly clock: Clock
  readonly log: Log
  readonly cancellation: AbortSignal
  readonly limits?: DownloadLimits
}

/** Times in milliseconds. */
export type DownloadLimits = {
  readonly attempts: number
  /** No further try begins later than this after the first. */
  readonly totalMs: number
  /** One try, from connecting to the last byte. */
  readonly requestMs: number
  /** Silence on the connection. */
  readonly idleMs: number
}

const LIMITS: DownloadLimits = {
  attempts: 4,
  totalMs: 180_000,
  requestMs: 300_000,
  idleMs: 30_000,
}

const QUIET_MS = 2_000
const NEXT_LINE_MS = 10_000

/**
 * Downloads over https, or over http from loopback, by way of the proxy that
 * the environment names; redirects lead to https alone. What fails for a
 * passing reason is tried again, with the wait that the server asks for.
 */
export const downloads = (options: DownloadOptions): InstallPorts['download'] => {
  const { clock, cancellation, limits = LIMITS } = options
  const policy = { ...limits, clock, random: Math.random, signal: cancellation }
  return async (url, maxBytes) => {
    const send = followingRedirects(faulting(options.transport), urlRule(url), 'server')
    try {
      return await retrying(policy, async () =>
        readAll(await answer(url, send, options), url, maxBytes, options),
      )
    } catch (thrown) {
      throw thrown instanceof ExchangeFault ? downloadFailed(url, thrown) : thrown
    }
  }
}

const answer = async (
  url: URL,
  send: Transport,
  { clock, cancellation, limits = LIMITS }: DownloadOptions,
): Promise<HttpResponse> => {
  const response = await send({
    method: 'GET',
    url,
    headers: { 'user-agent': 'ci-kit', 'accept-encoding': 'identity' },
    idleMs: limits.idleMs,
    totalMs: limits.requestMs,
    signal: cancellation,
  })
  if (response.status === 200) return response
  const elsewhere = response.url.host === url.host ? '' : `${response.url.host} answered `
  throw await statusFault(response, clock.now(), elsewhere)
}

const readAll = async (
  response: HttpResponse,
  url: URL,
  maxBytes: number,
  { clock, log }: DownloadOptions,
): Promise<Uint8Array<ArrayBuffer>> => {
  const tell = progress(url, response.header('content-length'), clock, log)
  const pieces: Uint8Array[] = []
  let length = 0
  for await (const piece of response.body) {
    length += piece.length
    if (length > maxBytes) throw tooLarge(url, maxBytes)
    pieces.push(piece)
    tell(length)
  }
  return Buffer.concat(pieces)
}

const tooLarge = (url: URL, maxBytes: number): UserError =>
  new UserError(
    `${url.href} is longer than ${bytes(maxBytes)}, which is refused. Check what is stored there, and the mirror in input 'download-url' if you set it.`,
  )

/** Says how far a download is, once it takes more than two seconds. */
const progress = (url: URL, contentLength: string | undefined, clock: Clock, log: Log) => {
  const started = clock.elapsed()
  const total = Number(contentLength ?? 0)
  let next = started + QUIET_MS
  return (length: number): void => {
    const now = clock.elapsed()
    if (now < next) return
    next = now + NEXT_LINE_MS
    const of = total >= length ? ` of ${bytes(total)}` : ''
    const seconds = Math.round((now - started) / 1000)
    log.info(`${url.pathname.split('/').at(-1)}: ${bytes(length)}${of} after ${seconds} s`)
  }
}
