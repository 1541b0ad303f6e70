/** A request body that can be sent again: every `open()` starts from the first byte. `size` is in bytes. */
export type HttpBody = {
  readonly size: number
  open(): AsyncIterable<Uint8Array>
}

export type HttpMethod = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE'

export type HttpRequest = {
  readonly method: HttpMethod
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body?: HttpBody
  /** No byte moved for this long, in milliseconds, ends the exchange with the code ETIMEDOUT. */
  readonly idleMs: number
  /** The same for the exchange as a whole; left out where the size is not bounded. */
  readonly totalMs?: number
  readonly signal?: AbortSignal
}

/** An answer whose body has not been read. Read it to its end or call `discard`. */
export type HttpResponse = {
  /** The URL that answered. */
  readonly url: URL
  readonly status: number
  /** By lower-case name; several headers of one name are joined with a comma. */
  header(name: string): string | undefined
  readonly body: AsyncIterable<Uint8Array>
  discard(): void
}

/**
 * One HTTP exchange: no redirects, no retries, no decompression (a digest is
 * over the bytes as they are sent). Rejects with an error that carries Node's
 * `code` when there is no answer, and with the signal's reason when aborted.
 */
export type Transport = (request: HttpRequest) => Promise<HttpResponse>

export const bytesBody = (bytes: Uint8Array): HttpBody => ({
  size: bytes.length,
  async *open() {
    yield bytes
  },
})

/** The whole body, or `undefined` as soon as it is longer than `limit` bytes. */
export const readAtMost = async (
  response: HttpResponse,
  limit: number,
): Promise<Uint8Array | undefined> => {
  const pieces: Uint8Array[] = []
  let length = 0
  for await (const piece of response.body) {
    length += piece.length
    if (length > limit) return undefined
    pieces.push(piece)
  }
  return Buffer.concat(pieces)
}

/** Loopback by the name that a URL gives its host: 127.0.0.0/8, ::1 and localhost. */
export const isLoopback = (hostname: string): boolean =>
  hostname === 'localhost' ||
  hostname === '[::1]' ||
  /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(hostname)
