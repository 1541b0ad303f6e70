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

/** Something to change in the repository of the run by GitHub's REST API. */
export type GitHubCommand = {
  readonly method: 'POST' | 'PATCH'
  /** Below `/repos/{owner}/{repo}/`, names in braces: `issues/{number}/comments`. */
  readonly route: string
  /** Values for the braces, percent-encoded whole. */
  readonly parameters: Readonly<Record<string, string | number>>
  /** Sent as JSON. */
  readonly body: Json
  /** For messages, after "GitHub answered 403 to": `the upload of the report`. */
  readonly what: string
  /** All that the job needs for it, as lines of a workflow: `pull-requests: write`. */
  readonly permissions: readonly string[]
  /**
   * Whether doing it twice is the same as doing it once. Only then it is sent
   * again after an answer from 500 or no answer: it may have been done. What
   * a rate limit refused was not done, and is always sent again.
   */
  readonly repeatable: boolean
  /** For one request with its whole answer, instead of the connection's. */
  readonly timeoutMs?: number
}

/** Writes to GitHub's API. Knows no repository but the run's. */
export type GitHubWriter = {
  /** Rejects as {@link GitHubApi.get} does. */
  send(command: GitHubCommand): Promise<GitHubAnswer>
}

/** What is known of a refusal, for those who go on in spite of it. */
export type RefusalFacts = {
  /** Of the answer; undefined when none came. */
  readonly status: number | undefined
  /** In GitHub's words, or the system's when no answer came; on one line, and short. */
  readonly reason: string
  /** A limit on requests, which GitHub may answer with 403 too. */
  readonly rateLimited: boolean
}

/** GitHub said no, or nothing. */
export class GitHubRefusal extends UserError implements RefusalFacts {
  readonly status: number | undefined
  readonly reason: string
  readonly rateLimited: boolean

  constructor(message: string, { status, reason, rateLimited }: RefusalFacts) {
    super(message)
    this.status = status
    this.reason = reason
    this.rateLimited = rateLimited
  }
}
