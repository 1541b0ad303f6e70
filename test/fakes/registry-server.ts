import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { PATIENT } from './patient.ts'
import { type RegistryAuth, withAuth } from './registry-auth.ts'
import { type HandlerOptions, registryHandler } from './registry-handler.ts'
import type { FakeRequest, FakeResponse, Handler } from './registry-http.ts'
import { type RegistryStore, registryStore } from './registry-store.ts'

/** Something that goes wrong for requests that match, in front of authorization. */
export type Fault = {
  readonly method?: string
  readonly path?: RegExp
  /** How many requests it hits; all when left out. */
  readonly times?: number
  /** The answer, or a change of what the registry would have answered. */
  readonly answer: FakeResponse | ((request: FakeRequest, next: Handler) => FakeResponse)
}

export type RegistryServer = {
  /** `127.0.0.1:<port>`, as in image references. */
  readonly host: string
  readonly origin: string
  readonly store: RegistryStore
  /** Every request so far, faults included. */
  readonly requests: readonly FakeRequest[]
  /** Adds a fault; the oldest that matches answers. */
  fail(fault: Fault): void
  close(): Promise<void>
}

export type RegistryServerOptions = Omit<HandlerOptions, 'store'> & { readonly auth?: RegistryAuth }

/** A small working registry on a port of its own on 127.0.0.1. Close it after the test. */
export const registryServer = async (
  options: RegistryServerOptions = {},
): Promise<RegistryServer> => {
  const store = registryStore()
  const requests: FakeRequest[] = []
  const faults: { fault: Fault; left: number }[] = []
  const healthy = withAuth(registryHandler({ ...options, store }), options.auth)
  const handle: Handler = (request) => {
    requests.push(request)
    const hit = faults.find(({ fault, left }) => left > 0 && matches(fault, request))
    if (hit === undefined) return healthy(request)
    hit.left -= 1
    const { answer } = hit.fault
    return typeof answer === 'function' ? answer(request, healthy) : answer
  }
  const server = createServer(PATIENT, (incoming, outgoing) => {
    // A client that has left in the middle of its request needs no answer.
    const left = () => outgoing.destroy()
    read(incoming).then((request) => send(handle(request), incoming, outgoing), left)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the fake has no port')
  const host = `127.0.0.1:${address.port}`
  return {
    host,
    origin: `http://${host}`,
    store,
    requests,
    fail: (fault) => {
      faults.push({ fault, left: fault.times ?? Number.POSITIVE_INFINITY })
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

const matches = ({ method, path }: Fault, request: FakeRequest): boolean =>
  (method === undefined || method === request.method) &&
  (path === undefined || path.test(request.path))

const read = async (incoming: IncomingMessage): Promise<FakeRequest> => {
  const origin = `http://${incoming.headers.host}`
  const url = new URL(incoming.url ?? '/', origin)
  const headers = Object.entries(incoming.headers).map(([name, value]) => [name, String(value)])
  return {
    method: incoming.method ?? '',
    path: url.pathname,
    query: url.searchParams,
    headers: Object.fromEntries(headers),
    body: await buffer(incoming),
    origin,
  }
}

const send = (
  answer: FakeResponse,
  { method }: IncomingMessage,
  outgoing: ServerResponse,
): void => {
  const body = Buffer.from(answer.body ?? '')
  if (answer.cutAfter === 0) {
    outgoing.destroy()
    return
  }
  outgoing.writeHead(answer.status, { 'content-length': body.length, ...answer.headers })
  if (answer.cutAfter !== undefined)
    outgoing.write(body.subarray(0, answer.cutAfter), () => outgoing.destroy())
  else outgoing.end(method === 'HEAD' ? undefined : body)
}
