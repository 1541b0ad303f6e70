import type { ClientRequest, IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { agents, type Environment, type Route } from './agents.ts'
import type { HttpRequest, HttpResponse, Transport } from './http.ts'

/** Google's Artifact Registry sends headers above Node's default of 16 KiB. */
const HEADER_BYTES = 64 * 1024
const SMALL_REST_BYTES = 64 * 1024

export type NodeTransportOptions = {
  /** Read for HTTP_PROXY, HTTPS_PROXY and NO_PROXY. Loopback is never reached through a proxy. */
  readonly env?: Environment
}

/**
 * Node's own HTTP client with connections kept alive. `fetch` is not used: it
 * decompresses bodies, so that digests no longer match, and it has neither a
 * proxy nor a limit for headers per client.
 */
export const nodeTransport = ({ env = process.env }: NodeTransportOptions = {}): Transport => {
  const route = agents(env)
  return async (request) => {
    request.signal?.throwIfAborted()
    return exchange(request, route(request.url))
  }
}

const exchange = (request: HttpRequest, { start, agent }: Route): Promise<HttpResponse> =>
  new Promise((resolve, reject) => {
    const { method, url, headers, body, idleMs } = request
    const outgoing = start(url, {
      method,
      headers: { ...headers, ...(body && { 'content-length': String(body.size) }) },
      agent,
      timeout: idleMs,
      maxHeaderSize: HEADER_BYTES,
    })
    const limits = stopping(request, (error) => outgoing.destroy(error))
    outgoing.on('timeout', () => outgoing.destroy(timedOut(idleMs)))
    outgoing.on('error', (error) => {
      limits.clear()
      reject(error)
    })
    outgoing.on('response', (message) => {
      limits.redirect((error) => message.destroy(error))
      resolve(responseOf(request, outgoing, message, limits.clear))
    })
    if (body === undefined) outgoing.end()
    else pipeline(Readable.from(body.open(), { objectMode: false }), outgoing).catch(reject)
  })

/** Ends the exchange when its time is over or the signal says so; `redirect` changes what is ended. */
const stopping = ({ signal, totalMs }: HttpRequest, first: (error: Error) => void) => {
  let stop = first
  const aborted = () => stop(reasonOf(signal))
  signal?.addEventListener('abort', aborted, { once: true })
  const timer =
    totalMs === undefined ? undefined : setTimeout(() => stop(timedOut(totalMs)), totalMs)
  return {
    redirect: (next: (error: Error) => void) => {
      stop = next
    },
    clear: () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', aborted)
    },
  }
}

const responseOf = (
  { url, method, idleMs }: HttpRequest,
  outgoing: ClientRequest,
  message: IncomingMessage,
  done: () => void,
): HttpResponse => {
  // From here on only the wait for the next piece counts: a slow reader is not an idle registry.
  outgoing.setTimeout(0)
  // Whoever has answered in full reads no more of an upload, which would wait for ever.
  message.on('end', () => outgoing.writableFinished || outgoing.destroy())
  // Also for a body that nobody reads: an error without a listener would end the process.
  message.on('error', done)
  message.on('close', done)
  return {
    url,
    status: message.statusCode ?? 0,
    header: (name) => {
      const value = message.headers[name]
      return Array.isArray(value) ? value.join(', ') : value
    },
    body: pieces(message, idleMs),
    discard: () => {
      // A small rest is read so that the connection can be used again.
      if (outgoing.writableFinished && restIsSmall(method, message)) message.resume()
      else message.destroy()
    },
  }
}

const restIsSmall = (method: string, { headers }: IncomingMessage): boolean =>
  method === 'HEAD' || Number(headers['content-length'] ?? Number.NaN) <= SMALL_REST_BYTES

async function* pieces(
  message: IncomingMessage,
  idleMs: number,
): AsyncGenerator<Uint8Array, void, undefined> {
  const source: AsyncIterator<Uint8Array> = message[Symbol.asyncIterator]()
  try {
    for (;;) {
      const timer = setTimeout(() => message.destroy(timedOut(idleMs)), idleMs)
      const next = await source.next().finally(() => clearTimeout(timer))
      if (next.done) return
      yield next.value
    }
  } finally {
    await source.return?.()
  }
}

const timedOut = (milliseconds: number): Error =>
  Object.assign(new Error(`no answer within ${milliseconds / 1000} s`), { code: 'ETIMEDOUT' })

const reasonOf = (signal: AbortSignal | undefined): Error =>
  signal?.reason instanceof Error ? signal.reason : new Error(String(signal?.reason))
