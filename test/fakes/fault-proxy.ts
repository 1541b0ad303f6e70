import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'

/** What goes wrong with a request that matches. The first rule that matches counts. */
export type FaultRule = {
  /** Any method when left out. */
  readonly method?: string
  /** Tried against path and query. */
  readonly path: RegExp
  /** Answered instead of the target's answer; the request is passed on when left out. */
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  /** Closes the connection without an answer. */
  readonly reset?: boolean
  /** Waits that long first. */
  readonly delayMs?: number
  /** How often the rule holds; always when left out. */
  readonly times?: number
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
  stop(): Promise<void>
}

/** Stands in front of a real server, such as a registry, and spoils what its rules name. */
export const faultProxy = async (
  /** `127.0.0.1:PORT` of the server. */
  target: string,
  rules: readonly FaultRule[],
): Promise<FaultProxy> => {
  const seen: SeenRequest[] = []
  const applicable = ruleBook(rules)
  const server = createServer(async (incoming, outgoing) => {
    const { method = 'GET', url: path = '/' } = incoming
    outgoing.once('close', () => {
      const status = outgoing.headersSent ? outgoing.statusCode : 0
      seen.push({ method, path, status })
    })
    const rule = applicable(method, path)
    if (rule?.delayMs) await new Promise((resolve) => setTimeout(resolve, rule.delayMs))
    if (rule?.reset) incoming.socket.destroy()
    else if (rule?.status) spoil(rule, rule.status, incoming, outgoing)
    else pass(target, incoming, outgoing)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const bound = server.address()
  return {
    address: `127.0.0.1:${typeof bound === 'object' && bound ? bound.port : 0}`,
    seen,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

const ruleBook = (rules: readonly FaultRule[]) => {
  const used = new Map<FaultRule, number>()
  return (method: string, path: string): FaultRule | undefined => {
    const rule = rules.find(
      (candidate) =>
        (candidate.method ?? method) === method &&
        candidate.path.test(path) &&
        (used.get(candidate) ?? 0) < (candidate.times ?? Number.POSITIVE_INFINITY),
    )
    if (rule) used.set(rule, (used.get(rule) ?? 0) + 1)
    return rule
  }
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
const pass = (target: string, incoming: IncomingMessage, outgoing: ServerResponse): void => {
  const [hostname, port] = target.split(':')
  const { method, url, headers } = incoming
  const forwarded = request({ hostname, port, method, path: url, headers }, (answer) => {
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
    answer.pipe(outgoing)
  })
  forwarded.once('error', () => outgoing.destroy())
  incoming.pipe(forwarded)
}
