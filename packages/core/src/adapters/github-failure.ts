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
const MAX_DETAILS = 5

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

/** With the details of a validation, which are texts or objects with one. */
const serverMessage = (response: Json | undefined): string | undefined => {
  const data = objectAt(response, 'data')
  const message = stringAt(data, 'message')
  const details = Array.isArray(data?.errors) ? data.errors.slice(0, MAX_DETAILS) : []
  const texts = details.map((detail: unknown) =>
    isObject(detail) ? stringAt(detail, 'message') : String(detail),
  )
  return message && [message, ...texts.filter((text) => text !== undefined)].join(': ')
}

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

/** What a refusal is about. */
export type Asked = {
  /** `the question for pull request #7`, `the upload of the report`. */
  readonly what: string
  /** What the job needs for it, such as `pull-requests: read`. */
  readonly permissions: readonly string[]
  /** The input that the token came from. */
  readonly tokenInput: string
}

/** The error for the author of the workflow. */
export const asRefusal = (
  { status, message, rateLimited, accepted }: Failure,
  { what, permissions, tokenInput }: Asked,
): GitHubRefusal => {
  const refusal = (text: string) =>
    new GitHubRefusal(text, { status, reason: message, rateLimited })
  if (status === undefined) {
    return refusal(`GitHub's API gave no answer to ${what}: ${message}.`)
  }
  const answer = `GitHub answered ${status} to ${what}: ${message.replace(/\.$/, '')}.`
  if (rateLimited) {
    return refusal(
      `${answer} The token's rate limit is used up; run the job again later, or give another token.`,
    )
  }
  if (status === 401) {
    return refusal(`${answer} The token is not valid: check input '${tokenInput}'.`)
  }
  if (status !== 403 && status !== 404) return refusal(answer)
  const block = permissionsBlock(permissions, accepted)
  return refusal(
    status === 403
      ? `${answer} Give the job these permissions:\n${block}\n`
      : `${answer} It is not there, or the job lacks these permissions:\n${block}\n`,
  )
}

/** What was thought to be enough, and what GitHub asks for beyond it; the higher level wins. */
const permissionsBlock = (needed: readonly string[], accepted: Failure['accepted']): string => {
  const isMissing = (line: string) =>
    !needed.includes(line) && !needed.includes(line.replace(/read$/, 'write'))
  const isCovered = accepted.some((set) => !set.some(isMissing))
  const beyond = isCovered ? [] : (accepted[0] ?? []).filter(isMissing)
  const levels = new Map(
    [...needed, ...beyond].map((line) => {
      const [name = '', access = ''] = line.split(': ')
      return [name, access]
    }),
  )
  return ['permissions:', ...[...levels].map(([name, access]) => `  ${name}: ${access}`)].join('\n')
}
