import { type Commit, idOf } from './event-world.ts'
import { ZEROS } from './samples.ts'

/** Events of the repository in event-world.ts, with what GitHub tells about them. */
export const [MAIN, FEATURE, TAG] = ['refs/heads/main', 'refs/heads/feature', 'refs/tags/v1.1.0']
const repository = { id: 1, full_name: 'octo/shop', default_branch: 'main' }

export const push = (
  name: string,
  ref: string,
  before: Commit | undefined,
  head: Commit,
  more = {},
) => ({
  name,
  event: 'push',
  ref,
  sha: idOf(head),
  head,
  payload: {
    ref,
    before: before === undefined ? ZEROS : idOf(before),
    after: idOf(head),
    created: before === undefined,
    deleted: false,
    forced: false,
    repository,
    ...more,
  },
})

const side = (commit: Commit, ref: string) => ({
  ref,
  sha: idOf(commit),
  repo: { id: 1, full_name: 'octo/shop' },
})
const PULL = { number: 7, base: side('M2', 'main'), head: side('F2', 'feature'), changed_files: 3 }
export const pull = (event: string) => ({
  name: event,
  event,
  ref: 'refs/pull/7/merge',
  sha: idOf('F2'),
  payload: {
    action: 'synchronize',
    before: idOf('F1'),
    after: idOf('F2'),
    pull_request: PULL,
    repository,
  },
})

export const on = (event: string, payload: object, head: Commit = 'M3', ref = MAIN) => ({
  name: event,
  event,
  ref,
  sha: idOf(head),
  head,
  payload: { ...payload, repository },
})

export const startedBy = (name: string, event: string, head: Commit, head_branch: string) => ({
  ...on('workflow_run', {
    workflow_run: {
      event,
      head_branch,
      head_sha: idOf(head),
      head_repository: repository,
      pull_requests: event === 'pull_request' ? [PULL] : [],
    },
  }),
  name,
  head,
})
