import { messageOf, UserError } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'
import { parseObject } from '@ci-kit/oci/json'
import type { TrustSource } from './trust-source.ts'

export type PublicTrustOptions = {
  /** A folder below RUNNER_TEMP, made when it is missing; what TUF has fetched is kept there. */
  readonly cacheFolder: string
  /** For the whole exchange, in milliseconds. */
  readonly timeoutMs?: number
  /** Another TUF repository, with the path of its first root.json; sigstore's public one by default. */
  readonly repository?: { readonly url: string; readonly rootPath: string }
}

const DEFAULT_TIMEOUT_MS = 30_000

/** One request of the exchange, which takes about six. */
const REQUEST_TIMEOUT_MS = 8_000

const TARGET = 'trusted_root.json'

/**
 * The trusted root of sigstore's public instance, fetched by TUF. @sigstore/tuf
 * carries that repository's root.json, so the first run needs nothing but the
 * network. Throws {@link UserError} when it cannot be fetched in time.
 */
export const publicTrustSource =
  (options: PublicTrustOptions): TrustSource =>
  async () => {
    const text = await inTime(options.timeoutMs ?? DEFAULT_TIMEOUT_MS, fetched(options))
    const root = parseObject(text)
    if (root !== undefined) return root
    throw unavailable('what was fetched is no JSON object')
  }

const fetched = async ({ cacheFolder, repository }: PublicTrustOptions): Promise<string> => {
  const { initTUF } = await import('@sigstore/tuf')
  try {
    const client = await initTUF({
      cachePath: cacheFolder,
      timeout: REQUEST_TIMEOUT_MS,
      retry: { retries: 2, minTimeout: 500 },
      ...(repository && { mirrorURL: repository.url, rootPath: repository.rootPath }),
    })
    return await client.getTarget(TARGET)
  } catch (thrown) {
    throw unavailable(visible(reasonOf(thrown), 300), thrown)
  }
}

const inTime = async <T>(milliseconds: number, work: Promise<T>): Promise<T> => {
  const { promise: late, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(
    () => reject(unavailable(`no answer within ${milliseconds / 1_000} s`)),
    milliseconds,
  )
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}

/** Several layers say no more than that something failed; the innermost one says what. */
const reasonOf = (thrown: unknown, depth = 0): string => {
  const cause: unknown = thrown instanceof Error ? thrown.cause : undefined
  return cause === undefined || depth > 5 ? messageOf(thrown) : reasonOf(cause, depth + 1)
}

const unavailable = (reason: string, cause?: unknown): UserError => {
  const error = new UserError(
    `The keys of sigstore's public instance could not be fetched: ${reason}. Let the runner reach https://tuf-repo-cdn.sigstore.dev, or give a trusted_root.json in trusted-root.`,
  )
  if (cause !== undefined) error.cause = cause
  return error
}
