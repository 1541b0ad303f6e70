import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { type CodeScanning, type CodeScanningOptions, codeScanning } from './code-scanning.ts'
import { type WriteRoute, writeRoutes } from './code-scanning-routes.ts'
import { json, type Reply } from './github-reply.ts'
import type { Fault } from './github-server.ts'
import { type CommentOptions, type IssueComments, issueComments } from './issue-comments.ts'
import { PATIENT } from './patient.ts'

export type WrittenRequest = {
  readonly method: string
  /** With the query. */
  readonly path: string
  /** Parsed JSON, undefined without a body. */
  readonly body: unknown
}

/** Read with every request, so that a test may change it meanwhile. */
export type CodeScanningSetup = CodeScanningOptions &
  CommentOptions & {
    /** `octo/shop` when left out. */
    readonly repository?: string
    readonly token?: string
    /** What the token may write: `security_events`, `pull_requests`; everything when left out. */
    readonly granted?: readonly string[]
    /** A fault for a request, counted from 1; undefined for the real answer. */
    readonly fault?: (request: WrittenRequest, count: number) => Fault | undefined
  }

export type CodeScanningServer = {
  /** For GITHUB_API_URL. */
  readonly url: string
  readonly requests: readonly WrittenRequest[]
  readonly scanning: Pick<CodeScanning, 'received' | 'analyses'>
  readonly comments: Pick<IssueComments, 'all' | 'edits' | 'add'>
  close(): Promise<void>
}

/** GitHub's code scanning and comments on 127.0.0.1, with the documented limits, and faults on request. */
export const startCodeScanning = async (
  setup: CodeScanningSetup = {},
): Promise<CodeScanningServer> => {
  const requests: WrittenRequest[] = []
  const scanning = codeScanning(setup)
  const comments = issueComments(setup)
  const { repository = 'octo/shop' } = setup
  const routes = writeRoutes(scanning, comments, repository)
  const server = createServer(PATIENT, async (incoming, response) => {
    const { method = '', url: path = '' } = incoming
    const request = { method, path, body: await bodyOf(incoming) }
    const count = requests.push(request)
    const fault = setup.fault?.(request, count)
    if (fault === 'hang') return
    if (fault === 'break') response.destroy()
    else if (fault !== undefined) send(response, failed(fault))
    else send(response, replyOf(setup, routes, request, incoming))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    requests,
    scanning,
    comments,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

const replyOf = (
  { repository = 'octo/shop', token, granted }: CodeScanningSetup,
  routes: readonly WriteRoute[],
  { method, path, body }: WrittenRequest,
  { headers }: IncomingMessage,
): Reply => {
  if (token !== undefined && headers.authorization !== `token ${token}`) {
    return json({ message: 'Bad credentials' }, 401)
  }
  const url = new URL(path, `http://${headers.host}`)
  const root = `/repos/${repository}/`
  const below = url.pathname.startsWith(root) ? url.pathname.slice(root.length) : ''
  const route = routes.find((one) => one.method === method && one.pattern.test(below))
  if (route === undefined) return json({ message: 'Not Found' }, 404)
  if (granted !== undefined && !granted.includes(route.permission)) {
    const reply = json({ message: 'Resource not accessible by integration' }, 403)
    const accepted = `${route.permission}=${method === 'GET' ? 'read' : 'write'}`
    return { ...reply, headers: { ...reply.headers, 'x-accepted-github-permissions': accepted } }
  }
  return route.handle(decodeURIComponent(route.pattern.exec(below)?.[1] ?? ''), body, url)
}

const failed = (fault: Exclude<Fault, string>): Reply => {
  const { status, message = 'Failed on purpose', headers = {}, body } = fault
  const reply = json({ message }, status)
  return { status, body: body ?? reply.body, headers: { ...reply.headers, ...headers } }
}

const bodyOf = async (request: IncomingMessage): Promise<unknown> => {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  const text = Buffer.concat(chunks).toString()
  return text === '' ? undefined : JSON.parse(text)
}

const send = (response: ServerResponse, { status, body, headers }: Reply): void => {
  response.writeHead(status, headers)
  response.end(body)
}
