import type { Context } from '@ci-kit/core/event'
import type { Log } from '@ci-kit/core/log'
import type { Change, Status } from '@ci-kit/detect-changes/change'

export const A = 'a'.repeat(40)
export const B = 'b'.repeat(40)
export const C = 'c'.repeat(40)
export const ZEROS = '0'.repeat(40)

/** A push of `A..B` to main, the default branch. */
export const pushed = (more: Partial<Context> = {}): Context => ({
  event: 'push',
  payload: { before: A, after: B },
  repository: 'octo/shop',
  sha: B,
  ref: 'refs/heads/main',
  defaultBranch: 'main',
  pullRequest: undefined,
  workflow: 'ci.yml',
  runId: 42,
  workspace: '/workspace',
  temp: '/temp',
  apiUrl: 'https://api.github.com',
  serverUrl: 'https://github.com',
  ...more,
})

/** Pull request #7 of `B` onto `A`. */
export const pulled = (more: Partial<Context> = {}): Context =>
  pushed({
    event: 'pull_request',
    payload: {},
    ref: 'refs/pull/7/merge',
    pullRequest: {
      number: 7,
      baseRef: 'main',
      baseSha: A,
      headRef: 'feature',
      headSha: B,
      headRepository: 'octo/shop',
      changedFiles: 1,
    },
    ...more,
  })

export const change = (path: string, status: Status = 'modified'): Change => ({ path, status })

/** A log that remembers `kind text` lines. */
export const memoryLog = (): Log & { readonly lines: string[] } => {
  const lines: string[] = []
  const add = (kind: string) => (text: string) => void lines.push(`${kind} ${text}`)
  return {
    lines,
    info: add('info'),
    debug: add('debug'),
    notice: add('notice'),
    warning: add('warning'),
    error: add('error'),
    group: add('group'),
    endGroup: () => void lines.push('endgroup'),
  }
}
