import { GitHubRefusal, type GitHubWriter } from '@ci-kit/core/github'
import type { GitHubAvailability } from '../store/choose-stores.ts'
import { unavailableBecause } from '../store/github-refusal.ts'

/** What is known about writing to GitHub's attestations API. */
export type ProbeAnswer =
  | GitHubAvailability
  /** `reason`: GitHub's words. */
  | { readonly kind: 'denied'; readonly reason: string }

export type ProbeResult = {
  readonly answer: ProbeAnswer
  /** For the debug log. */
  readonly detail: string
}

/**
 * Asks GitHub to store nothing: a request without a bundle, which no server
 * can store. GitHub checks a token's permission before it looks at the body,
 * so 403 "Resource not accessible by integration" says that `attestations:
 * write` is missing, and 400 or 422 that the body was looked at. That order
 * is usual for its API but not documented for this route; whatever else comes
 * proves nothing and is `unclear`.
 */
export const probeAttestations = async (
  writer: GitHubWriter,
  serverUrl: string,
): Promise<ProbeResult> => {
  try {
    await writer.send({
      method: 'POST',
      route: 'attestations',
      parameters: {},
      body: {},
      what: 'the question whether attestations may be stored',
      permissions: ['attestations: write'],
      // Without an answer it proves nothing, and nothing is worth a wait for that.
      repeatable: false,
      timeoutMs: 15_000,
    })
    return { answer: { kind: 'unclear' }, detail: 'GitHub took a request without a bundle' }
  } catch (thrown) {
    if (!(thrown instanceof GitHubRefusal)) throw thrown
    return { answer: answerOf(thrown, serverUrl), detail: thrown.message }
  }
}

const answerOf = (refusal: GitHubRefusal, serverUrl: string): ProbeAnswer => {
  const { status, reason, rateLimited } = refusal
  const unavailable = unavailableBecause(refusal, serverUrl)
  if (unavailable !== undefined) return { kind: 'unavailable', reason: unavailable }
  if (status === 403 && !rateLimited && /not accessible by/i.test(reason)) {
    return { kind: 'denied', reason }
  }
  return { kind: status === 400 || status === 422 ? 'available' : 'unclear' }
}
