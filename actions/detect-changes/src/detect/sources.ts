import type { Log } from '@ci-kit/core/log'
import type { GitHubQuestions } from '../github-questions.ts'
import type { History } from '../history.ts'

/** Where a plan gets its answers from. */
export type Sources = {
  readonly history: History
  /** Undefined without a token. */
  readonly github: GitHubQuestions | undefined
  readonly log: Pick<Log, 'warning'>
}
