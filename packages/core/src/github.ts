import { UserError } from './errors.ts'
import type { Json } from './json.ts'

/** A question to GitHub's REST API about the repository of the run. */
export type GitHubQuestion = {
  /** Below `/repos/{owner}/{repo}/`, names in braces: `pulls/{number}/files`. */
  readonly route: string
  /** Values for the braces, percent-encoded whole; all others become the query. */
  readonly parameters: Readonly<Record<string, string | number>>
  /** For messages, after "the question for": `the files of pull request #7`. */
  readonly asked: string
  /** All that the job needs for it, as lines of a workflow: `pull-requests: read`. */
  readonly permissions: readonly string[]
  /** Media type instead of GitHub's JSON. */
  readonly accept?: string
}

export type GitHubAnswer = {
  /** From outside and of any shape: what the JSON holds, or the text where the answer is no JSON. */
  readonly data: unknown
  /** By names in lower case. */
  readonly headers: Json
}

/** Reads from GitHub's API. Writes nothing, and knows no repository but the run's. */
export type GitHubApi = {
  /**
   * Tries again what may pass, and rejects with a {@link GitHubRefusal} that
   * names the missing permission, the rate limit or the fault, or with what
   * cancelled the action.
   */
  get(question: GitHubQuestion): Promise<GitHubAnswer>
}

/** GitHub said no, or nothing. */
export class GitHubRefusal extends UserError {
  /** Of the answer; undefined when none came. */
  readonly status: number | undefined

  constructor(message: string, status: number | undefined) {
    super(message)
    this.status = status
  }
}
