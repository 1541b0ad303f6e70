import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { type AttestationsServer, startAttestations } from '../fakes/attestations-server.ts'
import { type CodeScanningServer, startCodeScanning } from '../fakes/code-scanning-server.ts'
import { type DeploymentsServer, deploymentsServer } from '../fakes/deployments-server.ts'
import type { ServedRun } from '../fakes/github-runs.ts'
import {
  type GitHubServer,
  type GitHubSetup,
  githubServer,
  type ServedPull,
} from '../fakes/github-server.ts'

export const REPOSITORY = 'your-org/shop'

/** The token that all of them take. */
export const TOKEN = 't0ken'

export type ConsumerGitHub = {
  /** For GITHUB_API_URL. */
  readonly url: string
  readonly deployments: DeploymentsServer
  readonly scanning: CodeScanningServer
  readonly attestations: AttestationsServer
  /** What the repository holds: commits, trees, comparisons, tags. */
  readonly git: GitHubServer
  /** From now on, the API knows this pull request, and no other. */
  opened(pull: ServedPull): void
  /** From now on, the API lists this run too. */
  ran(run: ServedRun): void
  close(): Promise<void>
}

/** GitHub's API of the consumer's repository: one address before the servers of its parts. */
export const consumerGitHub = async (folder: string): Promise<ConsumerGitHub> => {
  const runs: ServedRun[] = []
  const held: { pull?: ServedPull } & GitHubSetup = { token: TOKEN, repository: { folder }, runs }
  const [deployments, scanning, attestations, git] = await Promise.all([
    deploymentsServer({ token: TOKEN }),
    startCodeScanning({ token: TOKEN }),
    startAttestations(),
    githubServer(held),
  ])
  const parts = { deployments, scanning, attestations, git }
  const server = createServer((request, response) => {
    forward(parts, request, response).catch(() => response.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return {
    ...parts,
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    ran: (run) => void runs.unshift(run),
    opened: (pull) => {
      held.pull = pull
    },
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await Promise.all(Object.values(parts).map((part) => part.close()))
    },
  }
}

type Parts = Omit<ConsumerGitHub, 'url' | 'opened' | 'ran' | 'close'>

/** Who answers for a path below the repository; the first that fits. */
const partFor = (path: string, { deployments, scanning, attestations, git }: Parts): string => {
  if (/^deployments\b/.test(path)) return deployments.url
  if (/^(code-scanning|issues)\b/.test(path)) return scanning.url
  if (/^(attestations|languages)\b/.test(path)) return attestations.url
  return git.url
}

/** The parts know the repository by the name octo/shop. */
const forward = async (
  parts: Parts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  const root = `/repos/${REPOSITORY}/`
  const { method = 'GET', url = '', headers } = request
  if (!url.startsWith(root)) return void response.writeHead(404).end('{"message":"Not Found"}')
  const path = url.slice(root.length)
  const body = await buffer(request)
  const answer = await fetch(`${partFor(path, parts)}/repos/octo/shop/${path}`, {
    method,
    headers: { authorization: headers.authorization ?? '' },
    ...(body.length > 0 && { body }),
  })
  const sent = Object.fromEntries(
    HEADERS.flatMap((name) => {
      const value = answer.headers.get(name)
      // Links to further pages have the part's own address.
      return value === null ? [] : [[name, value.replaceAll('octo/shop', REPOSITORY)]]
    }),
  )
  response.writeHead(answer.status, sent).end(Buffer.from(await answer.arrayBuffer()))
}

const HEADERS = ['content-type', 'link', 'x-accepted-github-permissions']
