import type { Change } from './change.ts'
import type { Found } from './found.ts'
import type { SuccessQuestion } from './plan.ts'

/**
 * What only GitHub's API knows. A `missing` names what failed, and with a
 * missing permission the YAML that grants it.
 */
export type GitHubQuestions = {
  /** The changes of a pull request at exactly that commit; missing when the list is not the whole one. */
  pullRequest(number: number, head: string): Promise<Found<readonly Change[]>>
  /** The newest commit with a successful run that is an ancestor of `head` or `head` itself; '' when there is none. */
  lastSuccess(question: SuccessQuestion, head: string): Promise<Found<string>>
  /** The commit of the newest deployment that succeeded; '' when there is none. */
  lastDeployed(environment: string): Promise<Found<string>>
}
