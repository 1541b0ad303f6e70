import type { Context } from '@ci-kit/core/event'

/** What the alerts belong to. */
export type AnalysedCommit = {
  readonly sha: string
  /** `refs/heads/main`, `refs/tags/v1`, `refs/pull/7/merge` or `refs/pull/7/head`. */
  readonly ref: string
}

const SHA = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/
const REF = /^refs\/(?:heads|tags|pull)\/./

/**
 * The commit of the run, undefined where there is none that code scanning
 * knows. A pull request is run on the merge commit; a job that has checked out
 * the head of the pull request instead is about that head, as with
 * github/codeql-action (git-utils.ts, getRef). Other commits in the checkout,
 * such as one that the job made, are not taken: GitHub may not have them.
 */
export const analysedCommit = (
  { sha, ref, pullRequest }: Pick<Context, 'sha' | 'ref' | 'pullRequest'>,
  checkedOut: string | undefined,
): AnalysedCommit | undefined => {
  if (!SHA.test(sha) || !REF.test(ref)) return undefined
  const number = /^refs\/pull\/(\d+)\/merge$/.exec(ref)?.[1]
  const isHead =
    checkedOut !== undefined && checkedOut !== sha && checkedOut === pullRequest?.headSha
  return number !== undefined && isHead
    ? { sha: checkedOut, ref: `refs/pull/${number}/head` }
    : { sha, ref }
}

/** Where people see the alerts of the commit. */
export const alertsPage = (
  { serverUrl, repository }: Pick<Context, 'serverUrl' | 'repository'>,
  { ref }: AnalysedCommit,
): string => {
  const query = encodeURIComponent(`is:open ${filterFor(ref)}`)
  return `${serverUrl}/${repository}/security/code-scanning?query=${query}`
}

const filterFor = (ref: string): string => {
  const pull = /^refs\/pull\/(\d+)\//.exec(ref)?.[1]
  if (pull !== undefined) return `pr:${pull}`
  const branch = /^refs\/heads\/(.+)$/.exec(ref)?.[1]
  return branch === undefined ? `ref:${ref}` : `branch:${branch}`
}
