import { UserError } from '@ci-kit/core/errors'
import { type Json, stringAt } from '@ci-kit/core/json'
import { visible } from '@ci-kit/core/log'
import { parseObject } from '@ci-kit/oci/json'
import type { ArtifactConnection } from './artifact-connection.ts'
import { orElse } from './artifact-use.ts'
import { askService, type ServicePorts } from './service-request.ts'

const SERVICE = 'github.actions.results.api.v1.ArtifactService'
const CALL_TIMEOUT_MS = 30_000

export type ServiceCall = {
  readonly method: string
  readonly body: Json
  /** The longest answer that is read. */
  readonly maxBytes: number
}

export type CallAnswer = {
  readonly status: number
  /** Undefined when it is no JSON object. */
  readonly data: Json | undefined
}

/** Sends one Twirp call with JSON. */
export const callService = async (
  { method, body, maxBytes }: ServiceCall,
  { url, token }: ArtifactConnection,
  ports: ServicePorts,
): Promise<CallAnswer> => {
  const { status, content } = await askService(
    {
      url: `${url}/twirp/${SERVICE}/${method}`,
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
      what: method,
      timeoutMs: CALL_TIMEOUT_MS,
      maxBytes,
    },
    ports,
  )
  return { status, data: parseObject(content) }
}

/** The object of an answer with status 200; throws {@link UserError} for any other. */
export const accepted = (
  method: string,
  { status, data }: CallAnswer,
  ports: ServicePorts,
): Json => {
  if (status === 200 && data !== undefined) return data
  const reason = stringAt(data, 'msg') ?? ''
  // Twirp's own code for what a service that is there does not have.
  const isMissing = status === 404 && stringAt(data, 'code') !== 'not_found'
  throw refusal(method, { status, reason, advice: isMissing ? ELSEWHERE : undefined }, ports)
}

const ELSEWHERE = 'GitHub Enterprise Server has no such service: run the job on github.com'

export type Refused = {
  readonly status: number
  /** In the service's own words, or ''. */
  readonly reason?: string
  /** What to do; to try again when left out. */
  readonly advice?: string | undefined
}

/** An answer that is a no, or that makes no sense. */
export const refusal = (
  what: string,
  { status, reason = '', advice }: Refused,
  { use }: ServicePorts,
): UserError => {
  const said = reason === '' ? '' : `: ${visible(reason, 200).replace(/\.$/, '')}`
  const mend = reason.includes('insufficient usage')
    ? 'The storage for artifacts is used up: delete old artifacts'
    : (advice ?? 'Run the job again')
  return new UserError(
    `GitHub's artifact service answered ${status} to ${what}${said}. ${mend}${orElse(use)}.`,
  )
}
