import type { Clock } from '../clock.ts'
import { UserError } from '../errors.ts'
import type { PullRequestChanges, PullRequestFile, PullRequests } from '../github.ts'
import { countAt, isObject, type Json, objectAt, stringAt } from '../json.ts'
import { asUserError, failureOf, isPassing } from './github-failure.ts'

export type GitHubConnection = {
  readonly token: string
  readonly apiUrl: string
  /** `owner/name`. */
  readonly repository: string
  readonly clock: Pick<Clock, 'sleep'>
  readonly cancellation: AbortSignal
}

const PAGE_SIZE = 100
/** GitHub lists 3,000 files at most. */
const MAX_PAGES = 30
/** The longest list in four rounds; GitHub asks not to send bursts. */
const AT_ONCE = 8
const ATTEMPTS = 3
const TIMEOUT_MS = 20_000
/** A longer wait is not worth it: Git can tell the same. */
const MAX_WAIT_MS = 10_000

type Answer = { readonly data: unknown; readonly headers: Json }
type Get = (route: string, parameters: Readonly<Record<string, number>>) => Promise<Answer>

/** GitHub's API by Octokit, which loads with the first question only: it costs more than all the rest. */
export const octokitPullRequests = (connection: GitHubConnection): PullRequests => ({
  changes: async (number) => changesOf(await requests(connection, number), number),
})

const changesOf = async (get: Get, number: number): Promise<PullRequestChanges> => {
  const page = (at: number) =>
    get('GET /repos/{owner}/{repo}/pulls/{number}/files', { number, per_page: PAGE_SIZE, page: at })
  const [pull, first] = await Promise.all([
    get('GET /repos/{owner}/{repo}/pulls/{number}', { number }),
    page(1),
  ])
  const rest = await inRounds(lastPage(first.headers), page)
  const facts = isObject(pull.data) ? pull.data : undefined
  const changedFiles = countAt(facts, 'changed_files')
  const headSha = stringAt(objectAt(facts, 'head'), 'sha')
  if (changedFiles === undefined || headSha === undefined) throw unreadable(number)
  const files = [first, ...rest].flatMap(({ data }) => filesIn(data, number))
  return { files, changedFiles, headSha }
}

/** Pages 2 to `last`, some at a time. */
const inRounds = async (last: number, page: (at: number) => Promise<Answer>): Promise<Answer[]> => {
  const answers: Answer[] = []
  for (let from = 2; from <= last; from += AT_ONCE) {
    const round = Math.min(AT_ONCE, last - from + 1)
    answers.push(...(await Promise.all(Array.from({ length: round }, (_, at) => page(from + at)))))
  }
  return answers
}

const lastPage = (headers: Json): number => {
  const last = /[?&]page=(\d{1,4})[^>]*>; rel="last"/.exec(stringAt(headers, 'link') ?? '')?.[1]
  return Math.min(Number(last ?? 1), MAX_PAGES)
}

const filesIn = (data: unknown, number: number): readonly PullRequestFile[] => {
  if (!Array.isArray(data)) throw unreadable(number)
  return data.map((entry: unknown) => {
    const file = isObject(entry) ? entry : undefined
    const path = stringAt(file, 'filename')
    if (path === undefined) throw unreadable(number)
    const previousPath = stringAt(file, 'previous_filename')
    return { path, status: statusOf(stringAt(file, 'status')), previousPath }
  })
}

/** GitHub's words; whatever is neither new nor gone has changed in place. */
const statusOf = (status: string | undefined): PullRequestFile['status'] => {
  if (status === 'removed') return 'deleted'
  return status === 'added' || status === 'renamed' || status === 'copied' ? status : 'modified'
}

const unreadable = (number: number): UserError =>
  new UserError(`GitHub's answer about pull request #${number} cannot be read.`)

const requests = async (connection: GitHubConnection, number: number): Promise<Get> => {
  const { getOctokit } = await import('@actions/github')
  const { token, apiUrl, clock, cancellation } = connection
  const [owner = '', repo = ''] = connection.repository.split('/')
  const octokit = getOctokit(token, { baseUrl: apiUrl, log: SILENT })
  const attempt: Get = async (route, parameters) => {
    const signal = AbortSignal.any([cancellation, AbortSignal.timeout(TIMEOUT_MS)])
    const { data, headers } = await octokit.request(route, {
      owner,
      repo,
      ...parameters,
      request: { signal },
    })
    return { data, headers: { ...headers } }
  }
  return (route, parameters) =>
    retried(
      () => attempt(route, parameters),
      `the files of pull request #${number}`,
      clock,
      cancellation,
    )
}

const quiet = () => {}
/** What a server wants logged goes nowhere: it would reach the log as it is. */
const SILENT = { debug: quiet, info: quiet, warn: quiet, error: quiet }

const retried = async (
  attempt: () => Promise<Answer>,
  asked: string,
  clock: Pick<Clock, 'sleep'>,
  cancellation: AbortSignal,
): Promise<Answer> => {
  for (let count = 1; ; count += 1) {
    try {
      return await attempt()
    } catch (thrown) {
      cancellation.throwIfAborted()
      const failure = failureOf(thrown)
      const wait = failure.retryAfterMs ?? count * 1000
      if (!isPassing(failure) || count === ATTEMPTS || wait > MAX_WAIT_MS) {
        throw asUserError(failure, asked, ['contents: read', 'pull-requests: read'])
      }
      await clock.sleep(wait, cancellation)
    }
  }
}
