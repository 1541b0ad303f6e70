import { createServer, type IncomingMessage } from 'node:http'
import { json, paged, type Reply } from './github-reply.ts'
import type { Fault } from './github-server.ts'
import { PATIENT } from './patient.ts'

export type DeploymentsRequest = {
  readonly method: string
  /** With the query. */
  readonly path: string
  /** Parsed JSON, undefined without a body. */
  readonly body: unknown
}

export type KeptDeployment = {
  readonly id: number
  readonly ref: string
  readonly task: string
  readonly environment: string
  readonly production_environment: boolean
  readonly payload: unknown
  readonly created_at: string
  /** Newest first. */
  readonly statuses: { readonly state: string; readonly [member: string]: unknown }[]
}

export type DeploymentsSetup = {
  readonly token?: string
  /** Answers 403 to everything. */
  readonly denied?: boolean
  /** Refs that the repository has; all when left out. */
  readonly refs?: readonly string[]
  /** Answers to comparisons, by `base...head`. */
  readonly compared?: Readonly<Record<string, unknown>>
  /** A fault for a request, counted from 1; undefined for the real answer. */
  readonly fault?: (request: DeploymentsRequest, count: number) => Fault | undefined
}

export type DeploymentsServer = {
  /** For GITHUB_API_URL. */
  readonly url: string
  readonly requests: readonly DeploymentsRequest[]
  /** Newest first. */
  readonly deployments: KeptDeployment[]
  close(): Promise<void>
}

/** GitHub's deployments of `octo/shop` on 127.0.0.1. */
export const deploymentsServer = async (
  setup: DeploymentsSetup = {},
): Promise<DeploymentsServer> => {
  const requests: DeploymentsRequest[] = []
  const deployments: KeptDeployment[] = []
  const server = createServer(PATIENT, async (incoming, response) => {
    const { method = '', url: path = '' } = incoming
    const request = { method, path, body: await bodyOf(incoming) }
    const count = requests.push(request)
    const fault = setup.fault?.(request, count)
    if (fault === 'hang') return
    if (fault === 'break') return void response.destroy()
    const reply =
      fault === undefined
        ? replyTo(request, incoming, deployments, setup)
        : json({ message: fault.message ?? 'Failed on purpose' }, fault.status)
    response.writeHead(reply.status, reply.headers)
    response.end(reply.body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    requests,
    deployments,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

const replyTo = (
  { method, path, body }: DeploymentsRequest,
  { headers }: IncomingMessage,
  deployments: KeptDeployment[],
  setup: DeploymentsSetup,
): Reply => {
  const url = new URL(path, 'http://127.0.0.1')
  if (setup.token !== undefined && headers.authorization !== `token ${setup.token}`) {
    return json({ message: 'Bad credentials' }, 401)
  }
  if (setup.denied) return json({ message: 'Resource not accessible by integration' }, 403)
  const compare = /^\/repos\/octo\/shop\/compare\/(.+)$/.exec(url.pathname)?.[1]
  if (compare !== undefined) {
    const comparison = setup.compared?.[decodeURIComponent(compare)]
    return comparison === undefined ? json({ message: 'Not Found' }, 404) : json(comparison)
  }
  const [, id, statuses] =
    /^\/repos\/octo\/shop\/deployments(?:\/(\d+))?(\/statuses)?$/.exec(url.pathname) ?? []
  // Nobody has stored any, in whatever repository.
  if (/^\/repos\/[\w-]+\/[\w-]+\/attestations\//.test(url.pathname)) {
    return json({ attestations: [] })
  }
  if (!url.pathname.startsWith('/repos/octo/shop/deployments')) {
    return json({ message: 'Not Found' }, 404)
  }
  if (id === undefined) {
    return method === 'POST' ? create(body, deployments, setup) : list(url, deployments)
  }
  const found = deployments.find((one) => one.id === Number(id))
  if (found === undefined) return json({ message: 'Not Found' }, 404)
  if (statuses === undefined) return json(shown(found))
  return method === 'POST' ? addStatus(body, found) : paged(url, found.statuses)
}

const create = (
  body: unknown,
  deployments: KeptDeployment[],
  { refs }: DeploymentsSetup,
): Reply => {
  const given = objectOf(body)
  const ref = String(given.ref)
  if (refs !== undefined && !refs.includes(ref)) {
    return json({ message: `No ref found for: ${ref}` }, 422)
  }
  if (JSON.stringify(given.required_contexts) !== '[]') {
    return json({ message: 'Conflict: Commit status checks failed' }, 409)
  }
  const id = 5_000_000_000 + deployments.length
  const made: KeptDeployment = {
    id,
    ref,
    task: String(given.task),
    environment: String(given.environment),
    production_environment: given.production_environment === true,
    payload: given.payload,
    created_at: new Date(Date.UTC(2026, 0, 1) + deployments.length * 1_000).toISOString(),
    statuses: [],
  }
  deployments.unshift(made)
  return json(shown(made), 201)
}

const addStatus = (body: unknown, { statuses }: KeptDeployment): Reply => {
  const given = objectOf(body)
  if (String(given.description ?? '').length > 140) {
    return json({ message: 'Validation Failed: description is too long' }, 422)
  }
  const status = { ...given, state: String(given.state) }
  statuses.unshift(status)
  return json(status, 201)
}

const list = (url: URL, deployments: readonly KeptDeployment[]): Reply => {
  const wanted = url.searchParams.get('environment')?.toLowerCase()
  const found = deployments.filter(
    ({ environment }) => wanted === undefined || environment.toLowerCase() === wanted,
  )
  return paged(url, found.map(shown))
}

const shown = ({ statuses: _statuses, ...deployment }: KeptDeployment) => deployment

const objectOf = (body: unknown): Readonly<Record<string, unknown>> =>
  typeof body === 'object' && body !== null ? { ...body } : {}

const bodyOf = async (incoming: IncomingMessage): Promise<unknown> => {
  let text = ''
  for await (const chunk of incoming) text += String(chunk)
  return text === '' ? undefined : JSON.parse(text)
}
