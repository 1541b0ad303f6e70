import type { Commit } from '@ci-kit/cli/demo/shop-repository'
import { REPOSITORY } from './consumer-github.ts'

/** What `act` is started with, and what the identity token of its jobs says. */
export type ConsumerEvent = {
  readonly event: 'push' | 'pull_request' | 'workflow_dispatch' | 'schedule'
  readonly ref: string
  readonly sha: string
  readonly payload: object
}

/** A push of one commit to a branch, of the first one with 40 zeros before. */
export const push = ({ sha, before, message }: Commit, branch = 'main'): ConsumerEvent => {
  const ref = `refs/heads/${branch}`
  const payload = { ref, before, after: sha, head_commit: { id: sha, message }, repository: ABOUT }
  return { event: 'push', ref, sha, payload }
}

/** A push of a tag on a commit that is there. */
export const pushTag = ({ sha, message }: Commit, tag: string): ConsumerEvent => {
  const ref = `refs/tags/${tag}`
  const head_commit = { id: sha, message }
  const payload = { ref, before: '0'.repeat(40), after: sha, head_commit, repository: ABOUT }
  return { event: 'push', ref, sha, payload }
}

/** A pull request with one commit, from a branch of this repository or of a fork. */
export const pullRequest = (
  { sha, before }: Commit,
  from: string = REPOSITORY,
  number = 7,
): ConsumerEvent => {
  const base = { ref: 'main', sha: before, repo: { full_name: REPOSITORY } }
  const head = { ref: 'feature', sha, repo: { full_name: from } }
  const pull_request = { number, changed_files: 1, base, head }
  const payload = { action: 'synchronize', number, pull_request, repository: ABOUT }
  return { event: 'pull_request', ref: `refs/pull/${number}/merge`, sha, payload }
}

/** A start by hand on branch main. The payload has `true` and `false` as texts, as GitHub writes them. */
export const dispatch = (
  { sha }: Commit,
  inputs: Readonly<Record<string, string>> = {},
): ConsumerEvent => {
  const ref = 'refs/heads/main'
  return { event: 'workflow_dispatch', ref, sha, payload: { inputs, ref, repository: ABOUT } }
}

const ABOUT = {
  name: 'shop',
  full_name: REPOSITORY,
  private: true,
  visibility: 'private',
  default_branch: 'main',
  html_url: `https://github.com/${REPOSITORY}`,
  owner: { login: 'your-org' },
}
