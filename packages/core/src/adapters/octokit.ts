import { type GitHubApi, type GitHubQuestion, GitHubRefusal } from '../github.ts'
import { attempts } from './github-attempts.ts'
import { isPassing } from './github-failure.ts'
import {
  type Ask,
  connect,
  type GitHubConnection,
  refuseDots,
  tokenInputOf,
} from './octokit-connection.ts'

export type { GitHubConnection } from './octokit-connection.ts'

/** Waits longer than 10 seconds are not worth it for a question: mostly something else can tell the same. */
const PATIENCE = { mayRepeat: isPassing, maxWaitMs: 10_000 }

/** Reads GitHub's API by Octokit. */
export const octokitApi = (connection: GitHubConnection): GitHubApi => {
  let client: Promise<Ask> | undefined
  let silent = false
  return {
    get: async (question) => {
      client ??= connect(connection)
      const ask = await client
      // A server that let all attempts of one question run out would do so again, a minute each.
      if (silent) throw unanswered(question)
      const what = whatOf(question)
      const { parameters, permissions } = question
      refuseDots(parameters, `GitHub cannot be asked for ${question.asked}`)
      const asked = { what, permissions, tokenInput: tokenInputOf(connection) }
      try {
        return await attempts(
          () => ask({ ...question, method: 'GET', what }),
          asked,
          PATIENCE,
          connection,
        )
      } catch (thrown) {
        silent ||= thrown instanceof GitHubRefusal && thrown.status === undefined
        throw thrown
      }
    },
  }
}

const whatOf = ({ asked }: GitHubQuestion): string => `the question for ${asked}`

const unanswered = (question: GitHubQuestion): GitHubRefusal => {
  const reason = 'it had not answered an earlier one either'
  return new GitHubRefusal(`GitHub's API gave no answer to ${whatOf(question)}: ${reason}.`, {
    status: undefined,
    reason,
    rateLimited: false,
  })
}
