import { UserError } from '@ci-kit/core/errors'
import { type Json, stringAt } from '@ci-kit/core/json'
import { visible } from '@ci-kit/core/log'
import { parseObject } from '@ci-kit/oci/json'

/** What an identity token says; the certificate authority checks whether it is true, nobody here. */
export type Claims = {
  readonly issuer: string
  /** What the proof of possession of the key is about: a verified mail address, else `sub`. */
  readonly subject: string
  readonly audience: readonly string[]
  readonly expiresAt: Date
  /** `public`, `private` or `internal`, where the issuer says it. */
  readonly visibility: string | undefined
}

/** What GitHub says of a run in its token. Named as in the token, in our spelling. */
export type WorkflowClaims = Claims & {
  /** `org/app` */
  readonly repository: string
  readonly repositoryId: string
  readonly owner: string
  readonly ownerId: string
  /** `refs/heads/main` */
  readonly ref: string
  /** The commit. */
  readonly sha: string
  /** The workflow that was started: `org/app/.github/workflows/ci.yml@refs/heads/main`. */
  readonly workflowRef: string
  /** The workflow whose job this is, which may be a reusable one. */
  readonly jobWorkflowRef: string
  readonly jobWorkflowSha: string
  readonly event: string
  readonly runId: string
  readonly runAttempt: string
  /** `github-hosted` or `self-hosted` */
  readonly runner: string
  readonly actor: string | undefined
  readonly environment: string | undefined
}

/** GitHub's have less than 3 KB. */
const LONGEST_TOKEN = 64 * 1024

/** Reads a JSON Web Token without verifying it. Throws `UserError` that does not repeat the token. */
export const parseClaims = (token: string): Claims => {
  const from = payloadOf(token)
  const mail = stringAt(from, 'email')
  if (mail !== undefined && from.email_verified !== true)
    throw malformed('its issuer has not verified the mail address')
  return {
    issuer: required(from, 'iss'),
    subject: mail ?? required(from, 'sub'),
    audience: audienceIn(from),
    expiresAt: expiryIn(from),
    visibility: stringAt(from, 'repository_visibility'),
  }
}

const REPOSITORY = /^[A-Za-z0-9_.-]+\/[A-Za-z0-9_.-]+$/
const COMMIT = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/
const NUMBER = /^\d{1,20}$/
const NAME = /^[A-Za-z0-9_.-]+$/
const REF = /^refs\/\S+$/
/** The file may be of another repository than the one of the run. */
const WORKFLOW_REF = /^[A-Za-z0-9_.-]+\/[A-Za-z0-9_.-]+\/[^@\s][^\s]*@\S+$/

/** Reads the token of a GitHub Actions run. Throws `UserError` that names a claim that is missing or odd. */
export const parseWorkflowClaims = (token: string): WorkflowClaims => {
  const from = payloadOf(token)
  return {
    ...parseClaims(token),
    repository: required(from, 'repository', REPOSITORY),
    repositoryId: required(from, 'repository_id', NUMBER),
    owner: required(from, 'repository_owner', NAME),
    ownerId: required(from, 'repository_owner_id', NUMBER),
    ref: required(from, 'ref', REF),
    sha: required(from, 'sha', COMMIT),
    workflowRef: required(from, 'workflow_ref', WORKFLOW_REF),
    jobWorkflowRef: required(from, 'job_workflow_ref', WORKFLOW_REF),
    jobWorkflowSha: required(from, 'job_workflow_sha', COMMIT),
    event: required(from, 'event_name', NAME),
    runId: required(from, 'run_id', NUMBER),
    runAttempt: required(from, 'run_attempt', NUMBER),
    runner: required(from, 'runner_environment', NAME),
    actor: stringAt(from, 'actor'),
    environment: stringAt(from, 'environment'),
  }
}

const payloadOf = (token: string): Json => {
  const parts = token.length <= LONGEST_TOKEN ? token.split('.') : []
  const [, payload = ''] = parts
  const wellFormed = parts.length === 3 && parts.every((part) => /^[A-Za-z0-9_-]+$/.test(part))
  const claims = wellFormed ? parseObject(Buffer.from(payload, 'base64url')) : undefined
  if (claims === undefined) throw malformed('it is no JSON Web Token')
  return claims
}

const required = (from: Json, name: string, form = /^[^\s\p{Cc}]+(?: [^\s\p{Cc}]+)*$/u): string => {
  const value = stringAt(from, name)
  if (value === undefined) throw malformed(`its claim "${name}" is missing`)
  if (value.length > 2_000 || !form.test(value))
    throw malformed(`its claim "${name}" is "${visible(value, 200)}", which is not of its form`)
  return value
}

const audienceIn = (from: Json): readonly string[] => {
  const { aud } = from
  const listed: readonly unknown[] = Array.isArray(aud) ? aud : [aud]
  const texts = listed.filter((each) => typeof each === 'string')
  if (texts.length > 0 && texts.length === listed.length) return texts
  throw malformed('its claim "aud" is missing or no text')
}

const expiryIn = ({ exp }: Json): Date => {
  const time = new Date(typeof exp === 'number' ? exp * 1_000 : Number.NaN)
  if (!Number.isNaN(time.getTime())) return time
  throw malformed('its claim "exp" is missing or no time')
}

const malformed = (why: string): UserError =>
  new UserError(
    `The identity token cannot be used: ${why}. In GitHub Actions the runner's service makes it, so run the job again; elsewhere check SIGSTORE_ID_TOKEN.`,
  )
