import type { GitHubCommand, GitHubWriter } from '../github.ts'
import { attempts, type Patience } from './github-attempts.ts'
import { isPassing } from './github-failure.ts'
import {
  type Ask,
  connect,
  type GitHubConnection,
  refuseDots,
  tokenInputOf,
} from './octokit-connection.ts'

/** GitHub's own advice for a limit that names no time is a minute, and nothing else can do what a command does. */
const MAX_WAIT_MS = 60_000

/** Writes to GitHub's API by Octokit. */
export const octokitWriter = (connection: GitHubConnection): GitHubWriter => {
  let client: Promise<Ask> | undefined
  return {
    send: async (command) => {
      client ??= connect(connection)
      const ask = await client
      const { what, parameters, permissions } = command
      refuseDots(parameters, `GitHub cannot be sent ${what}`)
      const asked = { what, permissions, tokenInput: tokenInputOf(connection) }
      return await attempts(() => ask(command), asked, patienceFor(command), connection)
    },
  }
}

const patienceFor = ({ repeatable }: GitHubCommand): Patience => ({
  mayRepeat: (failure) => failure.rateLimited || (repeatable && isPassing(failure)),
  maxWaitMs: MAX_WAIT_MS,
})
