import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { messageOf, UserError } from '@ci-kit/core/errors'
import type { Json } from '@ci-kit/core/json'
import { visible } from '@ci-kit/core/log'
import { parseObject } from '@ci-kit/oci/json'
import type { RootSource } from './root-source.ts'

/** A TUF repository that hands out a trusted root. */
export type TufRepository = {
  readonly url: string
  /** A root.json of it, any version; left out for sigstore's public one, which @sigstore/tuf knows. */
  readonly rootPath?: string
  readonly root?: Json
}

/** Of sigstore's public instance. */
export const PUBLIC_REPOSITORY: TufRepository = { url: 'https://tuf-repo-cdn.sigstore.dev' }

export type TufOptions = {
  /** A folder below RUNNER_TEMP, made when it is missing; what TUF has fetched is kept there. */
  readonly cacheFolder: string
  /** For the whole exchange, in milliseconds. */
  readonly timeoutMs?: number
}

const DEFAULT_TIMEOUT_MS = 30_000

/** One request of the exchange, which takes about six. */
const REQUEST_TIMEOUT_MS = 8_000

const TARGET = 'trusted_root.json'

/** The newest trusted root of a TUF repository, and nothing where that cannot be had; `name` is for people. */
export const tufRoots = (
  name: string,
  repository: TufRepository,
  options: TufOptions,
): RootSource => ({
  current: async () => [{ name, root: await tufRoot(repository, options) }],
  newer: async () => [],
})

/** Fetches the trusted root of a TUF repository. Throws {@link UserError} when it cannot be had in time. */
export const tufRoot = async (
  repository: TufRepository,
  { cacheFolder, timeoutMs = DEFAULT_TIMEOUT_MS }: TufOptions,
): Promise<Json> => {
  const fail = (reason: string, cause?: unknown) => unavailable(repository, reason, cause)
  const text = await inTime(timeoutMs, fetched(repository, cacheFolder, fail), fail)
  const root = parseObject(text)
  if (root !== undefined) return root
  throw fail('what was fetched is no JSON object')
}

type Fail = (reason: string, cause?: unknown) => UserError

const fetched = async (
  { url, rootPath, root }: TufRepository,
  cacheFolder: string,
  fail: Fail,
): Promise<string> => {
  const { initTUF } = await import('@sigstore/tuf')
  try {
    const path = root === undefined ? rootPath : await kept(cacheFolder, url, root)
    const client = await initTUF({
      cachePath: cacheFolder,
      timeout: REQUEST_TIMEOUT_MS,
      retry: { retries: 2, minTimeout: 500 },
      mirrorURL: url,
      ...(path !== undefined && { rootPath: path }),
    })
    return await client.getTarget(TARGET)
  } catch (thrown) {
    throw fail(visible(reasonOf(thrown), 300), thrown)
  }
}

/** The library takes a root.json by its path only. */
const kept = async (folder: string, url: string, root: Json): Promise<string> => {
  const path = join(folder, `${new URL(url).host.replaceAll(':', '-')}.root.json`)
  await mkdir(folder, { recursive: true })
  await writeFile(path, JSON.stringify(root))
  return path
}

const inTime = async <T>(milliseconds: number, work: Promise<T>, fail: Fail): Promise<T> => {
  const { promise: late, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(
    () => reject(fail(`no answer within ${milliseconds / 1_000} s`)),
    milliseconds,
  )
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}

/** Several layers say no more than that something failed; the innermost one says what. */
const reasonOf = (thrown: unknown, depth = 0): string => {
  const cause: unknown = thrown instanceof Error ? thrown.cause : undefined
  return cause === undefined || depth > 5 ? messageOf(thrown) : reasonOf(cause, depth + 1)
}

const unavailable = ({ url }: TufRepository, reason: string, cause?: unknown): UserError => {
  const error = new UserError(
    `The keys of ${url} could not be fetched: ${reason}. Let the runner reach ${url}, or give a trusted_root.json in trusted-root.`,
  )
  if (cause !== undefined) error.cause = cause
  return error
}
