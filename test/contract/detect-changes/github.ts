import { octokitApi } from '@ci-kit/core/adapters/octokit'
import type { GitHubApi } from '@ci-kit/core/github'
import { type Found, isMissing } from '@ci-kit/detect-changes/found'
import { type GitHubServer, type GitHubSetup, githubServer } from '../../fakes/github-server.ts'

export type ServedApi = { readonly api: GitHubApi; readonly server: GitHubServer }

/** GitHub as the setup says, and the real client for it, which does not wait between attempts. */
export const servedApi = async (setup: GitHubSetup): Promise<ServedApi> => {
  const server = await githubServer({ token: 't0ken', ...setup })
  const api = octokitApi({
    token: 't0ken',
    apiUrl: server.url,
    repository: 'octo/shop',
    clock: { sleep: async () => {} },
    cancellation: new AbortController().signal,
  })
  return { api, server }
}

/** An id of forty digits that nothing in a test has by chance. */
export const sha = (number: number): string => number.toString(16).padStart(40, 'abcdef')

/** What was found; fails the test with the reason when it is missing. */
export const value = <T>(found: Found<T>): T => {
  if (isMissing(found)) throw new Error(`missing: ${found.missing}`)
  return found.value
}

/** Requests without their number of entries a page, which is no rule to test. */
export const paths = ({ requests }: GitHubServer): readonly string[] =>
  requests.map((request) => request.replace('/repos/octo/shop/', '').replace(/per_page=100&/, ''))
