import { messageOf } from '@ci-kit/core/errors'
import { isObject } from '@ci-kit/core/json'
import type { HealthAnswer, HealthPorts } from '../health/health.ts'

/** So much of a body is read; only a part of it is ever shown. */
const MOST_BYTES = 1_024

/** GET by Node's own client: no redirects, no cookies, no cache, and no more of the body than the start. */
export const healthGet =
  (userAgent: string): HealthPorts['get'] =>
  async (url, signal) => {
    try {
      const response = await fetch(url, {
        redirect: 'manual',
        signal,
        headers: { 'user-agent': userAgent, accept: '*/*' },
      })
      return await answerOf(response)
    } catch (thrown) {
      // Without an answer the service is not healthy yet: the caller says so and asks again.
      signal.throwIfAborted()
      return { kind: 'none', reason: reasonOf(thrown) }
    }
  }

const answerOf = async (response: Response): Promise<HealthAnswer> => ({
  kind: 'answer',
  status: response.status,
  location: response.headers.get('location') ?? undefined,
  excerpt: await startOf(response),
})

const startOf = async ({ body }: Response): Promise<string> => {
  const pieces: Uint8Array[] = []
  let size = 0
  if (body !== null)
    // Leaving the loop cancels the rest of the body.
    for await (const piece of body) {
      pieces.push(piece)
      size += piece.length
      if (size >= MOST_BYTES) break
    }
  return Buffer.concat(pieces).subarray(0, MOST_BYTES).toString()
}

/** fetch hides what happened (`ECONNREFUSED`) in the cause. */
const reasonOf = (thrown: unknown): string =>
  isObject(thrown) && isObject(thrown.cause) ? messageOf(thrown.cause) : messageOf(thrown)
