import { UserError } from '@ci-kit/core/errors'
import { type GitHubCommand, GitHubRefusal, type GitHubWriter } from '@ci-kit/core/github'
import { countAt, isObject, type Json, stringAt } from '@ci-kit/core/json'
import { unavailableBecause } from './github-refusal.ts'

/** Where GitHub keeps a bundle, or why it keeps none of this repository. */
export type GitHubStored =
  | { readonly id: string; readonly url: string }
  | { readonly unavailable: string }

/** GitHub's attestations API, for writing. */
export type GitHubStore = {
  /**
   * Stores the JSON of a bundle. Rejects with a `GitHubRefusal` that names the
   * missing permission, the rate limit or the fault.
   */
  store(bundle: Uint8Array): Promise<GitHubStored>
}

export type GitHubPlace = {
  /** `https://github.com` */
  readonly serverUrl: string
  /** `owner/name` */
  readonly repository: string
}

/** A bundle with a bill of materials has up to 16 MB, and GitHub verifies it before it answers. */
const TIMEOUT_MS = 60_000

/** From this size on a fault of the server is likely one of size (actions/attest#78). */
const LARGE_BYTES = 8 * 1024 * 1024

/** Stores bundles by GitHub's REST API. */
export const githubStore = (writer: GitHubWriter, place: GitHubPlace): GitHubStore => ({
  store: async (bundle) => {
    try {
      const { data } = await writer.send(commandFor(bundle))
      return storedAt(isObject(data) ? data : {}, place)
    } catch (thrown) {
      if (!(thrown instanceof GitHubRefusal)) throw thrown
      const unavailable = unavailableBecause(thrown, place.serverUrl)
      if (unavailable !== undefined) return { unavailable }
      throw withSize(thrown, bundle.length)
    }
  },
})

const commandFor = (bundle: Uint8Array): GitHubCommand => ({
  method: 'POST',
  route: 'attestations',
  parameters: {},
  body: { bundle: bundleObject(bundle) },
  what: 'the storage of an attestation',
  permissions: ['attestations: write'],
  // Sent twice it may be listed twice: the same signature over the same bytes,
  // which proves neither more nor less. A lost answer would cost the whole step.
  repeatable: true,
  timeoutMs: TIMEOUT_MS,
})

const bundleObject = (bundle: Uint8Array): Json => {
  const parsed: unknown = JSON.parse(Buffer.from(bundle).toString('utf8'))
  if (isObject(parsed)) return parsed
  throw new TypeError('a bundle is a JSON object')
}

const storedAt = (data: Json, { serverUrl, repository }: GitHubPlace): GitHubStored => {
  const id = countAt(data, 'id')?.toString() ?? stringAt(data, 'id') ?? ''
  if (!/^\d{1,20}$/.test(id)) {
    throw new UserError(
      'GitHub took the attestation without naming its id, so nobody can point at it. Run the job again.',
    )
  }
  return { id, url: `${serverUrl.replace(/\/+$/, '')}/${repository}/attestations/${id}` }
}

const withSize = (refusal: GitHubRefusal, size: number): GitHubRefusal => {
  const { status, message } = refusal
  const isSize = status === 413 || (status !== undefined && status >= 500 && size > LARGE_BYTES)
  if (!isSize) return refusal
  const text = `${message} The bundle has ${size} bytes, and GitHub takes no more than 16 MB: leave files out of the bill of materials, or use 'store: registry'.`
  return new GitHubRefusal(text, refusal)
}
