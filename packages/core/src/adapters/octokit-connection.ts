import type { Clock } from '../clock.ts'
import { UserError } from '../errors.ts'
import type { GitHubAnswer } from '../github.ts'
import type { Json } from '../json.ts'
import { visible } from '../log.ts'
import { readAnswer } from './github-answer.ts'

export type GitHubConnection = {
  readonly token: string
  readonly apiUrl: string
  /** `owner/name`. */
  readonly repository: string
  readonly clock: Pick<Clock, 'sleep'>
  readonly cancellation: AbortSignal
  /** For one request with its whole answer; 20 seconds when it is left out. */
  readonly timeoutMs?: number
  /** The input that the token came from, for messages; `token` when it is left out. */
  readonly tokenInput?: string
}

/** One request below the repository. */
export type GitHubRequest = {
  readonly method: 'GET' | 'POST' | 'PATCH'
  readonly route: string
  readonly parameters: Readonly<Record<string, string | number>>
  readonly body?: Json
  readonly accept?: string
  readonly timeoutMs?: number
  /** `the question for pull request #7`. */
  readonly what: string
}

/** Sends a request once. */
export type Ask = (request: GitHubRequest) => Promise<GitHubAnswer>

const TIMEOUT_MS = 20_000

export const tokenInputOf = ({ tokenInput }: GitHubConnection): string => tokenInput ?? 'token'

/** Octokit, which loads with the first request only: it costs more than all the rest. */
export const connect = async (connection: GitHubConnection): Promise<Ask> => {
  const { token, apiUrl, cancellation, timeoutMs = TIMEOUT_MS } = connection
  const [owner, repo] = addressOf(connection)
  const { getOctokit } = await import('@actions/github')
  const octokit = getOctokit(token, { baseUrl: apiUrl.replace(/\/+$/, ''), log: SILENT })
  return async ({ method, route, parameters, body, accept, timeoutMs: own, what }) => {
    const signal = AbortSignal.any([cancellation, AbortSignal.timeout(own ?? timeoutMs)])
    const { data, headers } = await octokit.request(`${method} /repos/{owner}/{repo}/${route}`, {
      ...parameters,
      owner,
      repo,
      ...(body !== undefined && { data: body }),
      ...(accept !== undefined && { headers: { accept } }),
      request: { signal, parseSuccessResponseBody: false },
    })
    return { data: await readAnswer(data, headers['content-type'], what), headers: { ...headers } }
  }
}

/** Owner and name of the repository; what the library would only trip over is said first. */
const addressOf = (connection: GitHubConnection): readonly string[] => {
  const { token, apiUrl, repository } = connection
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
  if (token === '') {
    throw new UserError(`GitHub's API needs a token: set input '${tokenInputOf(connection)}'.`)
  }
  return repository.split('/')
}

/**
 * An address takes `..` for the folder above, percent-encoded or not.
 * `refused`: the beginning of the message, `GitHub cannot be asked for pull request #7`.
 */
export const refuseDots = (parameters: GitHubRequest['parameters'], refused: string): void => {
  for (const value of Object.values(parameters)) {
    if (value === '.' || value === '..') {
      throw new UserError(`${refused}: '${value}' is not a name.`)
    }
  }
}

const quiet = () => {}
/** What a server wants logged goes nowhere: it would reach the log as it is. */
const SILENT = { debug: quiet, info: quiet, warn: quiet, error: quiet }
