import type { Clock } from '@ci-kit/core/clock'
import { type GitHubApi, GitHubRefusal } from '@ci-kit/core/github'
import { isObject, type Json, stringAt } from '@ci-kit/core/json'
import { visible } from '@ci-kit/core/log'

/** How the processing of an upload ended, as far as it was awaited. */
export type Processing =
  | { readonly state: 'uploaded' }
  | { readonly state: 'failed'; readonly errors: readonly string[] }
  /** It was taken, and nobody knows yet what comes of it. */
  | { readonly state: 'processing'; readonly reason: string }

export type ProcessingPorts = {
  readonly github: GitHubApi
  readonly clock: Pick<Clock, 'elapsed' | 'sleep'>
  readonly cancellation: AbortSignal
}

/** Small files take two or three seconds. */
const FIRST_WAIT_MS = 1_000
const LONGEST_WAIT_MS = 15_000
const MAX_ERRORS = 10

/** Asks for the state of an upload, ever more seldom, for `waitMs` at most. */
export const processingOf = async (
  id: string,
  waitMs: number,
  { github, clock, cancellation }: ProcessingPorts,
): Promise<Processing> => {
  const end = clock.elapsed() + waitMs
  for (let wait = FIRST_WAIT_MS; ; wait = Math.min(wait * 2, LONGEST_WAIT_MS)) {
    const left = end - clock.elapsed()
    if (left <= 0) {
      return { state: 'processing', reason: `GitHub has not processed it after ${seconds(waitMs)}` }
    }
    await clock.sleep(Math.min(wait, left), cancellation)
    const answer = await stateOf(github, id)
    if (answer !== undefined) return answer
  }
}

const seconds = (milliseconds: number): string => `${Math.round(milliseconds / 1000)} s`

/** Undefined while it is pending. */
const stateOf = async (github: GitHubApi, id: string): Promise<Processing | undefined> => {
  try {
    const { data } = await github.get({
      route: 'code-scanning/sarifs/{id}',
      parameters: { id },
      asked: 'the state of the upload to code scanning',
      permissions: ['security-events: write'],
    })
    return isObject(data) ? ended(data) : undefined
  } catch (thrown) {
    if (!(thrown instanceof GitHubRefusal)) throw thrown
    // It takes a moment until every server of the service knows a new upload.
    if (thrown.status === 404) return undefined
    return { state: 'processing', reason: thrown.message }
  }
}

const ended = (data: Json): Processing | undefined => {
  const state = stringAt(data, 'processing_status')
  if (state === 'complete') return { state: 'uploaded' }
  return state === 'failed' ? { state: 'failed', errors: errorsIn(data.errors) } : undefined
}

const errorsIn = (errors: unknown): readonly string[] => {
  const texts = (Array.isArray(errors) ? errors : []).filter((text) => typeof text === 'string')
  return texts.length === 0
    ? ['GitHub could not process it, and does not say why']
    : texts.slice(0, MAX_ERRORS).map((text) => visible(text, 500))
}
