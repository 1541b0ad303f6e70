import type { Context } from '@ci-kit/core/event'

export const MERGE = 'a'.repeat(40)
export const HEAD = 'b'.repeat(40)

/** A push to the main branch of `octo/shop`. */
export const push = (more: Partial<Context> = {}): Context => ({
  event: 'push',
  payload: { repository: { visibility: 'private' } },
  repository: 'octo/shop',
  sha: MERGE,
  ref: 'refs/heads/main',
  defaultBranch: 'main',
  pullRequest: undefined,
  workflow: 'ci.yml',
  runId: 17,
  workspace: '/home/runner/work/shop/shop',
  temp: '/tmp',
  apiUrl: 'https://api.github.com',
  serverUrl: 'https://github.com',
  ...more,
})

/** Pull request #7 from a branch of `octo/shop` itself, or from another repository. */
export const pullRequest = (
  headRepository: string | undefined = 'octo/shop',
  more: Partial<Context> = {},
): Context =>
  push({
    event: 'pull_request',
    ref: 'refs/pull/7/merge',
    pullRequest: {
      number: 7,
      baseRef: 'main',
      baseSha: 'c'.repeat(40),
      headRef: 'feature',
      headSha: HEAD,
      headRepository,
      changedFiles: 1,
    },
    ...more,
  })
