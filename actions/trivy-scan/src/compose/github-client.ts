import { octokitApi } from '@ci-kit/core/adapters/octokit'
import { octokitWriter } from '@ci-kit/core/adapters/octokit-writer'
import { systemClock } from '@ci-kit/core/adapters/system-clock'
import type { GitHubApi, GitHubWriter } from '@ci-kit/core/github'
import type { Step } from './step.ts'

/** GitHub's API with the token of the step, undefined without one. */
export const githubClient = ({
  context: { apiUrl, repository },
  inputs: { githubToken: token },
  signal: cancellation,
}: Step): (GitHubApi & GitHubWriter) | undefined => {
  if (token === '') return undefined
  const tokenInput = 'github-token'
  const connection = { token, apiUrl, repository, clock: systemClock, cancellation, tokenInput }
  return { ...octokitApi(connection), ...octokitWriter(connection) }
}
