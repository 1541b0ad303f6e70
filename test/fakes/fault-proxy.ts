import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import { PATIENT } from './patient.ts'

/** What goes wrong with a request that matches. The first rule that matches counts. */
export type FaultRule = {
  /** One of them, or any when left out. */
  readonly method?: string | readonly string[]
  /** Tried against path and query. */
  readonly path: RegExp
  /** Answered instead of the target's answer; the request is passed on when left out. */
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  /** Closes the connection without an answer. */
  readonly reset?: boolean
  /** Passes on that many bytes of the request's body, then closes the connection; shorter bodies do not match. */
  readonly resetAfterBytes?: number
  /** Takes the request and never answers. */
  readonly hang?: boolean
  /** Waits that long first. */
  readonly delayMs?: number
  /** How often the rule holds; always when left out. */
  readonly times?: number
  /** How long the rule holds from its first use, as rate limits do; for ever when left out. */
  readonly lastsMs?: number
  /** Holds only once a request has succeeded whose `METHOD path` this matches. */
  readonly after?: RegExp
}

/** A request that came by, with the status that was answered; 0 for a closed connection. */
export type SeenRequest = {
  readonly method: string
  readonly path: string
  readonly status: number
}

export type FaultProxy = {
  /** `127.0.0.1:PORT` */
  readonly address: string
  /** In the order of their answers. */
  readonly seen: readonly SeenRequest[]
  /** How many requests have been taken that never get an answer. */
  hanging(): number
  stop(): Promise<void>
}

/** Stands in front of a real server, such as a registry, and spoils what its rules name. */
export const faultProxy = async (
  /** `127.0.0.1:PORT` of the server. */
  target: string,
  /** May depend on the proxy's own address, which a challenge has to name. */
  rules: readonly FaultRule[] | ((address: string) => readonly FaultRule[]),
): Promise<FaultProxy> => {
  const seen: SeenRequest[] = []
  let hanging = 0
  let applicable = ruleBook([], seen)
  const server = createServer(PATIENT, async (incoming, outgoing) => {
    const { method = 'GET', url: path = '/' } = incoming
    outgoing.once('close', () => {
      const status = outgoing.headersSent ? outgoing.statusCode : 0
      seen.push({ method, path, status })
    })
    const rule = applicable(method, path, Number(incoming.headers['content-length'] ?? 0))
    if (rule?.delayMs) await new Promise((resolve) => setTimeout(resolve, rule.delayMs))
    if (rule?.hang) hanging += 1
    answer(target, rule, incoming, outgoing)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const bound = server.address()
  const address = `127.0.0.1:${typeof bound === 'object' && bound ? bound.port : 0}`
  applicable = ruleBook(typeof rules === 'function' ? rules(address) : rules, seen)
  return {
    address,
    seen,
    hanging: () => hanging,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

const ruleBook = (rules: readonly FaultRule[], seen: readonly SeenRequest[]) => {
  const used = new Map<FaultRule, { times: number; readonly since: number }>()
  const isLeft = (rule: FaultRule): boolean => {
    const { times = Number.POSITIVE_INFINITY, lastsMs = Number.POSITIVE_INFINITY } = rule
    const use = used.get(rule)
    return use === undefined || (use.times < times && performance.now() - use.since < lastsMs)
  }
  return (method: string, path: string, length: number): FaultRule | undefined => {
    const rule = rules.find(
      (candidate) =>
        [candidate.method ?? method].flat().includes(method) &&
        candidate.path.test(path) &&
        length >= (candidate.resetAfterBytes ?? 0) &&
        hasBegun(candidate, seen) &&
        isLeft(candidate),
    )
    if (rule === undefined) return undefined
    const use = used.get(rule) ?? { times: 0, since: performance.now() }
    use.times += 1
    used.set(rule, use)
    return rule
  }
}

const hasBegun = ({ after }: FaultRule, seen: readonly SeenRequest[]): boolean =>
  after === undefined ||
  seen.some(
    ({ method, path, status }) => after.test(`${method} ${path}`) && status >= 200 && status < 300,
  )

const answer = (
  target: string,
  rule: FaultRule | undefined,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): void => {
  if (rule?.reset) incoming.socket.destroy()
  else if (rule?.hang) incoming.resume()
  else if (rule?.status) spoil(rule, rule.status, incoming, outgoing)
  else pass(target, incoming, outgoing, rule?.resetAfterBytes)
}

/** The body of the request is read to its end: a client that still writes would see a reset. */
const spoil = (
  { headers = {}, body = '' }: FaultRule,
  status: number,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): void => {
  incoming.resume().once('end', () => outgoing.writeHead(status, headers).end(body))
}

/** The Host header stays, so that the target's Location headers lead back here. */
const pass = (
  target: string,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  resetAfterBytes: number | undefined,
): void => {
  const [hostname, port] = target.split(':')
  const { method, url, headers } = incoming
  const forwarded = request({ hostname, port, method, path: url, headers }, (response) => {
    outgoing.writeHead(response.statusCode ?? 502, response.headers)
    response.pipe(outgoing)
  })
  forwarded.once('error', () => outgoing.destroy())
  // A client that leaves in mid-body, or was made to.
  incoming.once('error', () => forwarded.destroy())
  let bytes = 0
  incoming.on('data', (piece) => {
    bytes += piece.length
    if (resetAfterBytes !== undefined && bytes >= resetAfterBytes) incoming.socket.destroy()
  })
  incoming.pipe(forwarded)
}
