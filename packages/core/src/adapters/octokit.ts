import type { Clock } from '../clock.ts'
import { UserError } from '../errors.ts'
import { type GitHubAnswer, type GitHubApi, type GitHubQuestion, GitHubRefusal } from '../github.ts'
import { visible } from '../log.ts'
import { readAnswer } from './github-answer.ts'
import { asRefusal, failureOf, isPassing } from './github-failure.ts'

export type GitHubConnection = {
  readonly token: string
  readonly apiUrl: string
  /** `owner/name`. */
  readonly repository: string
  readonly clock: Pick<Clock, 'sleep'>
  readonly cancellation: AbortSignal
  /** For one request with its whole answer; 20 seconds when it is left out. */
  readonly timeoutMs?: number
}

const ATTEMPTS = 3
const TIMEOUT_MS = 20_000
/** A longer wait is not worth it: Git can tell the same. */
const MAX_WAIT_MS = 10_000

type Ask = (question: GitHubQuestion) => Promise<GitHubAnswer>

/** GitHub's API by Octokit, which loads with the first question only: it costs more than all the rest. */
export const octokitApi = (connection: GitHubConnection): GitHubApi => {
  let client: Promise<Ask> | undefined
  let silent = false
  return {
    get: async (question) => {
      client ??= connect(connection)
      const ask = await client
      // A server that let all attempts of one question run out would do so again, a minute each.
      if (silent) throw unanswered(question)
      try {
        return await retried(ask, question, connection)
      } catch (thrown) {
        silent ||= thrown instanceof GitHubRefusal && thrown.status === undefined
        throw thrown
      }
    },
  }
}

const unanswered = ({ asked }: GitHubQuestion): GitHubRefusal =>
  new GitHubRefusal(
    `GitHub's API gave no answer to the question for ${asked}: it had not answered an earlier one either.`,
    undefined,
  )

const connect = async (connection: GitHubConnection): Promise<Ask> => {
  const { token, apiUrl, cancellation, timeoutMs = TIMEOUT_MS } = connection
  const [owner, repo] = addressOf(connection)
  const { getOctokit } = await import('@actions/github')
  const octokit = getOctokit(token, { baseUrl: apiUrl.replace(/\/+$/, ''), log: SILENT })
  return async ({ route, parameters, asked, accept }) => {
    refuseDots(parameters, asked)
    const signal = AbortSignal.any([cancellation, AbortSignal.timeout(timeoutMs)])
    const { data, headers } = await octokit.request(`GET /repos/{owner}/{repo}/${route}`, {
      ...parameters,
      owner,
      repo,
      ...(accept !== undefined && { headers: { accept } }),
      request: { signal, parseSuccessResponseBody: false },
    })
    return { data: await readAnswer(data, headers['content-type'], asked), headers: { ...headers } }
  }
}

/** Owner and name of the repository; what the library would only trip over is said first. */
const addressOf = ({ token, apiUrl, repository }: GitHubConnection): readonly string[] => {
  const protocol = URL.canParse(apiUrl) ? new URL(apiUrl).protocol : ''
  if (protocol !== 'https:' && protocol !== 'http:') {
    throw new UserError(
      `GITHUB_API_URL is '${visible(apiUrl, 200)}'. Set it to the address of GitHub's API, such as https://api.github.com.`,
    )
  }
  if (!/^[\w.-]+\/(?!\.\.?$)[\w.-]+$/.test(repository)) {
    throw new UserError(
      `GITHUB_REPOSITORY is '${visible(repository, 200)}'. It has to be owner/name.`,
    )
  }
  if (token === '') throw new UserError("GitHub's API needs a token: set input 'token'.")
  return repository.split('/')
}

/** An address takes `..` for the folder above, percent-encoded or not. */
const refuseDots = (parameters: GitHubQuestion['parameters'], asked: string): void => {
  for (const value of Object.values(parameters)) {
    if (value === '.' || value === '..') {
      throw new UserError(`GitHub cannot be asked for ${asked}: '${value}' is not a name.`)
    }
  }
}

const quiet = () => {}
/** What a server wants logged goes nowhere: it would reach the log as it is. */
const SILENT = { debug: quiet, info: quiet, warn: quiet, error: quiet }

const retried = async (
  ask: Ask,
  question: GitHubQuestion,
  { clock, cancellation }: GitHubConnection,
): Promise<GitHubAnswer> => {
  for (let count = 1; ; count += 1) {
    cancellation.throwIfAborted()
    try {
      return await ask(question)
    } catch (thrown) {
      cancellation.throwIfAborted()
      if (thrown instanceof UserError) throw thrown
      const failure = failureOf(thrown)
      const wait = failure.retryAfterMs ?? count * 1000
      if (!isPassing(failure) || count === ATTEMPTS || wait > MAX_WAIT_MS) {
        throw asRefusal(failure, question)
      }
      await clock.sleep(wait, cancellation)
    }
  }
}
