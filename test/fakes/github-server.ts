import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'

/** A file as GitHub's API writes it. */
export type ListedFile = {
  readonly filename: string
  readonly status: string
  readonly previous_filename?: string
}

/** A pull request of `octo/shop`. GitHub serves the first 3,000 of its files and says nothing about the rest. */
export type ServedPull = {
  readonly number: number
  readonly headSha: string
  readonly files: readonly ListedFile[]
}

/** An answer in place of the real one. */
export type Fault = {
  readonly status: number
  readonly message?: string
  readonly headers?: Readonly<Record<string, string>>
  /** The body instead of a JSON error. */
  readonly body?: string
}

export type GitHubServer = {
  /** For GITHUB_API_URL. */
  readonly url: string
  /** Path and query of each request, in the order of arrival. */
  readonly requests: readonly string[]
  /** The most requests that were open at the same time. */
  readonly mostAtOnce: () => number
  close(): Promise<void>
}

export type GitHubSetup = {
  readonly pull: ServedPull
  readonly token?: string
  /** A fault for a request, counted from 1; undefined for the real answer. */
  readonly fault?: (path: string, count: number) => Fault | undefined
}

const LISTED = 3_000

/** A small GitHub API on 127.0.0.1: one pull request, its pages of files, and faults on request. */
export const githubServer = async (setup: GitHubSetup): Promise<GitHubServer> => {
  const requests: string[] = []
  let open = 0
  let most = 0
  const server = createServer((request, response) => {
    requests.push(request.url ?? '')
    open += 1
    most = Math.max(most, open)
    // Later than now, so that requests sent together are open together.
    setTimeout(() => {
      open -= 1
      answer(setup, requests.length, request, response)
    }, 5)
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

const answer = (
  { pull, token, fault }: GitHubSetup,
  count: number,
  request: IncomingMessage,
  response: ServerResponse,
): void => {
  const url = new URL(request.url ?? '', 'http://127.0.0.1')
  const failing = fault?.(url.pathname + url.search, count)
  if (failing !== undefined) {
    const { status, message = 'Failed on purpose', headers = {}, body } = failing
    send(response, status, body ?? JSON.stringify({ message }), headers)
  } else if (token !== undefined && request.headers.authorization !== `token ${token}`) {
    send(response, 401, JSON.stringify({ message: 'Bad credentials' }))
  } else if (url.pathname === `/repos/octo/shop/pulls/${pull.number}`) {
    const facts = { changed_files: pull.files.length, head: { sha: pull.headSha } }
    send(response, 200, JSON.stringify(facts))
  } else if (url.pathname === `/repos/octo/shop/pulls/${pull.number}/files`) {
    sendPage(response, pull, url)
  } else {
    send(response, 404, JSON.stringify({ message: 'Not Found' }))
  }
}

const sendPage = (response: ServerResponse, { files }: ServedPull, url: URL): void => {
  const size = Number(url.searchParams.get('per_page') ?? 30)
  const page = Number(url.searchParams.get('page') ?? 1)
  const listed = files.slice(0, LISTED)
  const last = Math.max(1, Math.ceil(listed.length / size))
  const link = (to: number, rel: string) =>
    `<http://127.0.0.1${url.pathname}?per_page=${size}&page=${to}>; rel="${rel}"`
  const links = page < last ? [link(page + 1, 'next'), link(last, 'last')] : []
  const body = JSON.stringify(listed.slice((page - 1) * size, page * size))
  send(response, 200, body, links.length > 0 ? { link: links.join(', ') } : {})
}

const send = (
  response: ServerResponse,
  status: number,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): void => {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers })
  response.end(body)
}
