import type { Clock } from '@ci-kit/core/clock'
import { messageOf, UserError } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'
import { type ArtifactUse, orElse } from './artifact-use.ts'

export type ServicePorts = {
  readonly clock: Pick<Clock, 'sleep'>
  readonly cancellation: AbortSignal
  readonly use: ArtifactUse
}

/** One request of the artifact service or its store. */
export type ServiceRequest = {
  /** May be signed, so it is never repeated in a message. */
  readonly url: string
  readonly method: 'GET' | 'POST' | 'PUT'
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array<ArrayBuffer>
  /** For messages, after "no answer to": `the upload of the artifact`. */
  readonly what: string
  /** For one attempt with its whole answer. */
  readonly timeoutMs: number
  /** A longer answer is an error. A few hundred bytes are usual, a store's error is a page at most. */
  readonly maxBytes: number
}

export type ServiceAnswer = { readonly status: number; readonly content: Buffer }

/** For answers that are a short JSON document. */
export const SHORT_ANSWER_BYTES = 64 * 1024

const ATTEMPTS = 4
const FIRST_PAUSE_MS = 500

/**
 * Sends until an answer below 500 other than 429 comes, up to four times.
 * Every request may be sent twice: the service names what is there already,
 * and the store takes the same bytes again.
 */
export const askService = async (
  request: ServiceRequest,
  ports: ServicePorts,
): Promise<ServiceAnswer> => {
  for (let attempt = 1; ; attempt += 1) {
    ports.cancellation.throwIfAborted()
    const answer = await sentOnce(request, ports.cancellation)
    const mayPass = 'fault' in answer || answer.status === 429 || answer.status >= 500
    if (!('fault' in answer) && !mayPass) return answer
    if (attempt === ATTEMPTS) {
      const problem = 'fault' in answer ? `no answer (${answer.fault})` : `status ${answer.status}`
      throw new UserError(
        `GitHub's artifact service gave ${problem} to ${request.what}, ${ATTEMPTS} times. Run the job again later${orElse(ports.use)}.`,
      )
    }
    await ports.clock.sleep(FIRST_PAUSE_MS * 2 ** (attempt - 1), ports.cancellation)
  }
}

const sentOnce = async (
  request: ServiceRequest,
  cancellation: AbortSignal,
): Promise<ServiceAnswer | { readonly fault: string }> => {
  const { url, method, headers, body, timeoutMs } = request
  const signal = AbortSignal.any([cancellation, AbortSignal.timeout(timeoutMs)])
  try {
    const sent = { method, headers, signal, redirect: 'error', ...(body && { body }) } as const
    const response = await fetch(url, sent)
    return { status: response.status, content: await contentOf(response, request) }
  } catch (thrown) {
    cancellation.throwIfAborted()
    if (thrown instanceof UserError) throw thrown
    return { fault: faultOf(thrown) }
  }
}

/** The cause names the system's error; the message of fetch alone is "fetch failed". */
const faultOf = (thrown: unknown): string => {
  const cause: unknown = thrown instanceof Error ? thrown.cause : undefined
  // An address may be in it, with a signature behind the question mark.
  return visible(messageOf(cause ?? thrown).replace(/\?\S*/g, '?…'), 200)
}

const contentOf = async (
  response: Response,
  { maxBytes, what }: ServiceRequest,
): Promise<Buffer> => {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of response.body ?? []) {
    length += chunk.length
    if (length > maxBytes)
      throw new UserError(
        `GitHub's artifact service answered more than ${maxBytes} bytes to ${what}, which is more than belongs there.`,
      )
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
