import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { gitRoutes, type ServedRepository } from './github-git.ts'
import { pullRoutes, type ServedPull } from './github-pulls.ts'
import { json, type Reply, type Route } from './github-reply.ts'
import {
  deploymentRoutes,
  runRoutes,
  type ServedDeployment,
  type ServedRun,
} from './github-runs.ts'
import { PATIENT } from './patient.ts'

export type { ListedFile, ServedPull } from './github-pulls.ts'

/** An answer in place of the real one. */
export type Fault =
  | {
      readonly status: number
      readonly message?: string
      readonly headers?: Readonly<Record<string, string>>
      /** The body instead of a JSON error. */
      readonly body?: string
    }
  /** No answer at all. */
  | 'hang'
  /** The beginning of an answer. */
  | 'break'

export type GitHubServer = {
  /** For GITHUB_API_URL. */
  readonly url: string
  /** Path and query of each request, in the order of arrival. */
  readonly requests: readonly string[]
  /** The most requests that were open at the same time. */
  readonly mostAtOnce: () => number
  close(): Promise<void>
}

/** What `octo/shop` holds; read with every request. */
export type GitHubSetup = {
  readonly repository?: ServedRepository
  readonly pull?: ServedPull
  readonly runs?: readonly ServedRun[]
  readonly deployments?: readonly ServedDeployment[]
  readonly token?: string
  /** What the token may read, in the words of GitHub's header (`pull_requests`); everything when left out. */
  readonly granted?: readonly string[]
  /** A fault for a request, counted from 1; undefined for the real answer. */
  readonly fault?: (path: string, count: number) => Fault | undefined
}

/** A small GitHub API on 127.0.0.1, with faults on request. */
export const githubServer = async (setup: GitHubSetup): Promise<GitHubServer> => {
  const requests: string[] = []
  let open = 0
  let most = 0
  const server = createServer(PATIENT, (request, response) => {
    const count = requests.push(request.url ?? '')
    open += 1
    most = Math.max(most, open)
    void togetherWithOthers().then(() => {
      open -= 1
      answer(setup, count, request, response)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    mostAtOnce: () => most,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** Later than now, so that requests sent together are open together, also where each turn of the event loop takes long. */
const togetherWithOthers = async (): Promise<void> => {
  await new Promise((resolve) => setTimeout(resolve, 5))
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve))
}

const answer = (
  setup: GitHubSetup,
  count: number,
  { url: target = '', headers }: IncomingMessage,
  response: ServerResponse,
): void => {
  const url = new URL(target, 'http://127.0.0.1')
  const fault = setup.fault?.(url.pathname + url.search, count)
  if (fault === 'hang') return
  if (fault === 'break') {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' })
    response.write('{')
    setTimeout(() => response.destroy(), 5)
    return
  }
  if (fault !== undefined) {
    const { status, message = 'Failed on purpose', headers: extra = {}, body } = fault
    const reply = json({ message }, status)
    send(response, { status, body: body ?? reply.body, headers: { ...reply.headers, ...extra } })
  } else if (setup.token !== undefined && headers.authorization !== `token ${setup.token}`) {
    send(response, json({ message: 'Bad credentials' }, 401))
  } else {
    send(response, replyOf(setup, url))
  }
}

const replyOf = (setup: GitHubSetup, url: URL): Reply => {
  const below = /^\/repos\/octo\/shop\/(.+)$/.exec(url.pathname)?.[1]
  for (const { pattern, permission, handle } of below === undefined ? [] : routesOf(setup)) {
    const groups = pattern.exec(below ?? '')
    if (groups === null) continue
    if (setup.granted !== undefined && !setup.granted.includes(permission)) {
      const { headers, ...reply } = json({ message: 'Resource not accessible by integration' }, 403)
      const accepted = { 'x-accepted-github-permissions': `${permission}=read` }
      return { ...reply, headers: { ...headers, ...accepted } }
    }
    return handle(groups.slice(1).map(decodeURIComponent), url) ?? NOT_FOUND
  }
  return NOT_FOUND
}

const NOT_FOUND = json({ message: 'Not Found' }, 404)

const routesOf = (setup: GitHubSetup): readonly Route[] => [
  ...gitRoutes(setup.repository),
  ...pullRoutes(setup.pull),
  ...runRoutes(setup.runs ?? []),
  ...deploymentRoutes(setup.deployments ?? []),
]

const send = (response: ServerResponse, { status, body, headers }: Reply): void => {
  response.writeHead(status, headers)
  response.end(body)
}
