import { type GitHubConnection, octokitApi } from '@ci-kit/core/adapters/octokit'
import type { GitHubApi, GitHubQuestion } from '@ci-kit/core/github'
import {
  type GitHubServer,
  type GitHubSetup,
  githubServer,
  type ListedFile,
} from '../../fakes/github-server.ts'

export const listed = (count: number): readonly ListedFile[] =>
  Array.from({ length: count }, (_, at) => ({ filename: `file-${at}`, status: 'modified' }))

export const PULL: GitHubQuestion = {
  route: 'pulls/{number}',
  parameters: { number: 7 },
  asked: 'pull request #7',
  permissions: ['contents: read', 'pull-requests: read'],
}
export const FILES: GitHubQuestion = { ...PULL, route: 'pulls/{number}/files' }

export type Client = { readonly api: GitHubApi; readonly waits: readonly number[] }

/** The real client; it keeps what it would have waited. */
export const connecting = (apiUrl: string, more: Partial<GitHubConnection> = {}): Client => {
  const waits: number[] = []
  const api = octokitApi({
    token: 't0ken',
    apiUrl,
    repository: 'octo/shop',
    clock: { sleep: async (milliseconds) => void waits.push(milliseconds) },
    cancellation: new AbortController().signal,
    ...more,
  })
  return { api, waits }
}

export type Serving = Client & { readonly running: GitHubServer }

/** A server with pull request #7, and a client for it. */
export const serving = async (
  { files = listed(1), ...setup }: GitHubSetup & { files?: readonly ListedFile[] } = {},
  more: Partial<GitHubConnection> = {},
): Promise<Serving> => {
  const pull = { number: 7, headSha: 'b'.repeat(40), files }
  const running = await githubServer({ pull, token: 't0ken', ...setup })
  return { running, ...connecting(running.url, more) }
}
