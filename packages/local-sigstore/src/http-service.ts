import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { messageOf } from '@ci-kit/core/errors'

/** A request to a service, body read. Header names are lower case. */
export type ServiceRequest = {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: Buffer
}

export type ServiceAnswer = {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body: string | Uint8Array
  /** Break the connection: before an answer when 0, else after so many bytes of the body. */
  readonly cutAfter?: number
}

export type ServiceHandler = (request: ServiceRequest) => Promise<ServiceAnswer>

export type HttpService = { readonly url: string; close(): Promise<void> }

export const json = (status: number, value: unknown, headers: Record<string, string> = {}) => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(value),
})

/** Refuses as Fulcio, Rekor and their likes do: with a message in JSON. */
export const refused = (status: number, message: string): ServiceAnswer =>
  json(status, { code: status, message })

/** Serves on a free port of 127.0.0.1. */
export const serve = async (handler: ServiceHandler): Promise<HttpService> => {
  // Idle connections are ended by clients alone: a request that is just being sent must not meet the end.
  const server = createServer({ keepAliveTimeout: 0 }, (request, response) => {
    read(request)
      .then(handler)
      .catch((thrown: unknown) => refused(500, messageOf(thrown)))
      .then((answer) => write(response, answer))
  })
  await new Promise<void>((listening, failed) => {
    server.once('error', failed).listen(0, '127.0.0.1', listening)
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The server has no port.')
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed())
        server.closeAllConnections()
      }),
  }
}

/** Statements of 16 MB arrive with their payload in base64, twice wrapped. */
const MAX_BODY = 64 * 1024 * 1024

const read = async (request: IncomingMessage): Promise<ServiceRequest> => {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk)
    size += bytes.length
    if (size > MAX_BODY) throw new Error(`The request is larger than ${MAX_BODY} bytes.`)
    chunks.push(bytes)
  }
  const url = new URL(request.url ?? '/', 'http://127.0.0.1')
  const headers = Object.entries(request.headers).map(([name, value]) => [name, String(value)])
  return {
    method: request.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    headers: Object.fromEntries(headers),
    body: Buffer.concat(chunks),
  }
}

const write = (response: ServerResponse, { status, headers, body, cutAfter }: ServiceAnswer) => {
  if (cutAfter === 0) return response.destroy()
  const bytes = Buffer.from(body)
  response.writeHead(status, { ...headers, 'content-length': bytes.length })
  if (cutAfter === undefined) return response.end(bytes)
  return response.write(bytes.subarray(0, cutAfter), () => response.destroy())
}
