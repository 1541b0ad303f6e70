import { messageOf, systemCode } from '@ci-kit/core/errors'
import { countAt, isObject, objectAt } from '@ci-kit/core/json'
import { visible } from '@ci-kit/core/log'

/** What one attempt ended with, read from an error of the SDK. */
export type Failure = {
  /** The service's code, or the system's when no answer came. */
  readonly code: string
  /** On one line and short. */
  readonly reason: string
  readonly status: number | undefined
  readonly denied: boolean
  readonly throttled: boolean
  /** Nobody knows whether it was done: an answer from 500, or none. */
  readonly lost: boolean
  /** The SDK has learnt the clock of AWS and signs the next one by it. */
  readonly clockCorrected: boolean
  readonly retryAfterMs: number | undefined
}

const MAX_REASON = 500

/** Codes for limits on requests, as the SDK knows them; LimitExceededException is a quota of ECS, and waiting does not help. */
const THROTTLED =
  /^(BandwidthLimitExceeded|EC2ThrottledException|PriorRequestNotComplete|ProvisionedThroughputExceededException|RequestLimitExceeded|RequestThrottled|RequestThrottledException|SlowDown|ThrottledException|Throttling|ThrottlingException|TooManyRequestsException)$/

/** ECS says this as a ClientException, while another revision of the family is being made. */
const BUSY_FAMILY = /^Too many concurrent attempts to create a new revision/

const DENIED = /^(AccessDenied|UnauthorizedOperation|NotAuthorized)/

/** What Node says of a connection that broke or never was, and the SDK of one that took too long. */
const LOST =
  /^(ECONNABORTED|ECONNREFUSED|ECONNRESET|EAI_AGAIN|EHOSTUNREACH|ENETDOWN|ENETUNREACH|ENOTFOUND|EPIPE|ETIMEDOUT|TimeoutError)$/

export const failureOf = (thrown: unknown): Failure => {
  const error = isObject(thrown) ? thrown : undefined
  const metadata = objectAt(error, '$metadata')
  const status = countAt(metadata, 'httpStatusCode')
  const code = codeOf(thrown, status)
  const text = messageOf(thrown)
  const throttled = status === 429 || THROTTLED.test(code) || BUSY_FAMILY.test(text)
  return {
    code: visible(code, 100),
    reason: visible(withoutRequest(text), MAX_REASON),
    status,
    denied: DENIED.test(code),
    throttled,
    lost: !throttled && isLost(status, code),
    clockCorrected: metadata?.clockSkewCorrected === true,
    retryAfterMs: retryAfterOf(error),
  }
}

/**
 * Of a signature that does not fit, AWS repeats the whole request with the
 * session token in it. Cut off behind the first characters of the token, GitHub
 * would not mask it.
 */
const withoutRequest = (text: string): string =>
  text
    .replace(/\s*The Canonical String for this request should have been[\s\S]*$/, '')
    .replaceAll(/(x-amz-security-token[:=])[^\s&'"]+/gi, '$1***')

const codeOf = (thrown: unknown, status: number | undefined): string => {
  const name = isObject(thrown) && typeof thrown.name === 'string' ? thrown.name : 'Error'
  return status === undefined ? (systemCode(thrown) ?? name) : name
}

const isLost = (status: number | undefined, code: string): boolean =>
  status === undefined ? LOST.test(code) : status >= 500

const retryAfterOf = (error: unknown): number | undefined => {
  const response = isObject(error) ? objectAt(error, '$response') : undefined
  const header = objectAt(response, 'headers')?.['retry-after']
  const seconds =
    typeof header === 'string' && /^\d{1,4}$/.test(header) ? Number(header) : undefined
  return seconds === undefined ? undefined : seconds * 1000
}
