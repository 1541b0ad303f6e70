import { messageOf } from '../errors.ts'
import { GitHubRefusal } from '../github.ts'
import { isObject, type Json, objectAt, stringAt } from '../json.ts'
import { visible } from '../log.ts'

/** What is known about a failed request to GitHub's API. */
export type Failure = {
  /** Undefined when no answer came. */
  readonly status: number | undefined
  readonly message: string
  /** A limit on requests, not a missing permission: GitHub answers both with 403. */
  readonly rateLimited: boolean
  /** How long GitHub asks to wait, in milliseconds. */
  readonly retryAfterMs: number | undefined
  /** What GitHub would have accepted, each set enough by itself: `[['contents: read']]`. */
  readonly accepted: readonly (readonly string[])[]
}

/** GitHub's advice for a limit that names no time. */
const LIMIT_WAIT_MS = 60_000

/** Reads an error of Octokit (`status`, and `response` when there was one) without its class, which loads lazily. */
export const failureOf = (thrown: unknown): Failure => {
  const response = objectAt(isObject(thrown) ? thrown : undefined, 'response')
  const headers = objectAt(response, 'headers')
  const status = typeof response?.status === 'number' ? response.status : undefined
  const message = visible(serverMessage(response) ?? messageOf(thrown), 200)
  const seconds = Number(stringAt(headers, 'retry-after') ?? Number.NaN)
  const asksToWait = seconds >= 0
  const isLimit = stringAt(headers, 'x-ratelimit-remaining') === '0' || /rate limit/i.test(message)
  const rateLimited = status === 429 || (status === 403 && (asksToWait || isLimit))
  return {
    status,
    message,
    rateLimited,
    retryAfterMs: asksToWait ? seconds * 1000 : rateLimited && isLimit ? LIMIT_WAIT_MS : undefined,
    accepted: acceptedIn(stringAt(headers, 'x-accepted-github-permissions') ?? ''),
  }
}

const serverMessage = (response: Json | undefined): string | undefined =>
  isObject(response?.data) ? stringAt(response.data, 'message') : undefined

/** Sets to choose from: `contents=read,pull_requests=write; issues=write`. */
const acceptedIn = (header: string): Failure['accepted'] =>
  header
    .split(';')
    .map((set) => [...set.matchAll(/(?<![\w-])([a-z_]{1,40})=(read|write)(?![\w-])/g)])
    .filter((set) => set.length > 0)
    .map((set) =>
      set
        // Every token has it, and no workflow can name it.
        .filter(([, name]) => name !== 'metadata')
        .map(([, name = '', access]) => `${name.replaceAll('_', '-')}: ${access}`),
    )

/** Whether the same request may succeed a little later. */
export const isPassing = ({ status, rateLimited }: Failure): boolean =>
  status === undefined || status >= 500 || rateLimited

/**
 * The error for the author of the workflow. `asked` names what was asked for,
 * `permissions` what the job needs for it, such as `pull-requests: read`.
 */
export const asRefusal = (
  { status, message, rateLimited, accepted }: Failure,
  { asked, permissions }: { readonly asked: string; readonly permissions: readonly string[] },
): GitHubRefusal => {
  const refusal = (text: string) => new GitHubRefusal(text, status)
  if (status === undefined) {
    return refusal(`GitHub's API gave no answer to the question for ${asked}: ${message}.`)
  }
  const answer = `GitHub answered ${status} to the question for ${asked}: ${message}.`
  if (rateLimited) {
    return refusal(
      `${answer} The token's rate limit is used up; run the job again later, or give another token.`,
    )
  }
  if (status === 401) return refusal(`${answer} The token is not valid: check input 'token'.`)
  if (status !== 403 && status !== 404) return refusal(answer)
  const block = permissionsBlock(permissions, accepted)
  return refusal(
    status === 403
      ? `${answer} Give the job these permissions:\n${block}\n`
      : `${answer} It is not there, or the job lacks these permissions:\n${block}\n`,
  )
}

/** What was thought to be enough, and what GitHub asks for beyond it; its level wins. */
const permissionsBlock = (needed: readonly string[], accepted: Failure['accepted']): string => {
  const isCovered = accepted.some((set) => set.every((line) => needed.includes(line)))
  const lines = isCovered ? needed : [...needed, ...(accepted[0] ?? [])]
  const levels = new Map(
    lines.map((line) => {
      const [name = '', access = ''] = line.split(': ')
      return [name, access]
    }),
  )
  return ['permissions:', ...[...levels].map(([name, access]) => `  ${name}: ${access}`)].join('\n')
}
