import { messageOf, UserError } from '../errors.ts'
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
}

/** Reads an error of Octokit (`status`, and `response` when there was one) without its class, which loads lazily. */
export const failureOf = (thrown: unknown): Failure => {
  const response = objectAt(isObject(thrown) ? thrown : undefined, 'response')
  const headers = objectAt(response, 'headers')
  const status = typeof response?.status === 'number' ? response.status : undefined
  const seconds = Number(stringAt(headers, 'retry-after') ?? Number.NaN)
  return {
    status,
    message: visible(serverMessage(response) ?? messageOf(thrown)).slice(0, 200),
    rateLimited:
      status === 429 ||
      (status === 403 && (seconds >= 0 || stringAt(headers, 'x-ratelimit-remaining') === '0')),
    retryAfterMs: seconds >= 0 ? seconds * 1000 : undefined,
  }
}

const serverMessage = (response: Json | undefined): string | undefined =>
  isObject(response?.data) ? stringAt(response.data, 'message') : undefined

/** Whether the same request may succeed a little later. */
export const isPassing = ({ status, rateLimited }: Failure): boolean =>
  status === undefined || status >= 500 || rateLimited

/**
 * The error for the author of the workflow. `asked` names what was asked for,
 * `permissions` what the job needs for it, such as `pull-requests: read`.
 */
export const asUserError = (
  { status, message, rateLimited }: Failure,
  asked: string,
  permissions: readonly string[],
): UserError => {
  if (status === undefined)
    return new UserError(`GitHub's API gave no answer about ${asked}: ${message}.`)
  const answer = `GitHub answered ${status} to the question for ${asked}: ${message}.`
  if (rateLimited) {
    return new UserError(
      `${answer} The token's rate limit is used up; run the job again later, or give another token.`,
    )
  }
  if (status === 401) return new UserError(`${answer} The token is not valid: check input 'token'.`)
  if (status !== 403 && status !== 404) return new UserError(answer)
  const block = ['permissions:', ...permissions.map((line) => `  ${line}`)].join('\n')
  return new UserError(`${answer} Give the job these permissions:\n${block}\n`)
}
