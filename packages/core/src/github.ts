/** One file of a pull request, as GitHub's API reports it. */
export type PullRequestFile = {
  readonly path: string
  readonly status: 'added' | 'modified' | 'deleted' | 'renamed' | 'copied' | 'unchanged'
  /** The path before a rename. */
  readonly previousPath: string | undefined
}

/** The part of GitHub's API that tells what a pull request changes. */
export type PullRequests = {
  /**
   * The files of a pull request; GitHub lists 3,000 at most and says nothing
   * about the rest, so compare the length with the pull request's own count.
   */
  files(number: number): Promise<readonly PullRequestFile[]>
}
