import type { Context, PullRequest } from '@ci-kit/core/event'

/** A context as GitHub gives it to a push to main, with what a test changes. */
export const contextWith = (change: Partial<Context> = {}): Context => ({
  event: 'push',
  payload: {},
  repository: 'org/shop',
  sha: 'a'.repeat(40),
  ref: 'refs/heads/main',
  defaultBranch: 'main',
  pullRequest: undefined,
  workflow: 'ci.yml',
  runId: 42,
  workspace: '/workspace',
  temp: '/temp',
  apiUrl: 'https://api.github.com',
  serverUrl: 'https://github.com',
  ...change,
})

/** Pull request 7 from a branch of the same repository into main. */
export const pullRequest = (change: Partial<PullRequest> = {}): PullRequest => ({
  number: 7,
  baseRef: 'main',
  baseSha: 'b'.repeat(40),
  headRef: 'feature',
  headSha: 'c'.repeat(40),
  headRepository: 'org/shop',
  changedFiles: 1,
  ...change,
})

export const onPullRequest = (
  pull: Partial<PullRequest> = {},
  change: Partial<Context> = {},
): Context =>
  contextWith({
    event: 'pull_request',
    ref: 'refs/pull/7/merge',
    pullRequest: pullRequest(pull),
    ...change,
  })
