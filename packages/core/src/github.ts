/** One file of a pull request, as GitHub's API reports it. */
export type PullRequestFile = {
  readonly path: string
  readonly status: 'added' | 'modified' | 'deleted' | 'renamed' | 'copied'
  /** The path before a rename. */
  readonly previousPath: string | undefined
}

/** What GitHub's API tells about the files of a pull request. */
export type PullRequestChanges = {
  /** GitHub lists 3,000 at most and says nothing about the rest: compare with `changedFiles`. */
  readonly files: readonly PullRequestFile[]
  /** How many files GitHub counts. */
  readonly changedFiles: number
  /** The newest commit of the pull request, which may be newer than the event. */
  readonly headSha: string
}

/** The part of GitHub's API that tells what a pull request changes. */
export type PullRequests = {
  /** Rejects with a UserError that names the missing permission, the rate limit or the broken answer. */
  changes(number: number): Promise<PullRequestChanges>
}
