import { statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import { systemCode } from '@ci-kit/core/errors'
import type { Environment } from '@ci-kit/core/event'
import type { Exec } from '@ci-kit/core/exec'
import { visible } from '@ci-kit/core/log'
import { findBuildx } from '../build/find-buildx.ts'

/**
 * Free bytes, for somebody without special rights, of the disk that a path is
 * on; of its nearest parent where the path does not exist or may not be seen.
 */
export const freeBytes = async (path: string): Promise<number | undefined> => {
  try {
    const { bavail, bsize } = await statfs(path)
    return bavail * bsize
  } catch (thrown) {
    const isHidden = ['ENOENT', 'ENOTDIR', 'EACCES'].includes(systemCode(thrown) ?? '')
    return isHidden && dirname(path) !== path ? freeBytes(dirname(path)) : undefined
  }
}

/** A cache of 100 GB takes minutes to remove; a build must not wait for more. */
const PRUNE_LIMIT_MS = 180_000

/** What buildx before 0.18 and BuildKit before 0.17 say to the option (commands/prune.go). */
const TOO_OLD = /unknown flag: --min-free-space|is required for max-used-space and min-free-space/

/** Prunes the cache of the builder in `env` until so many bytes are free, all of it where BuildKit is too old for that. */
export const pruneCache =
  (exec: Exec, env: Environment) =>
  async (minFree: number): Promise<string | undefined> => {
    const problem = await prune(exec, env, [`--min-free-space=${minFree}`])
    return problem !== undefined && TOO_OLD.test(problem) ? prune(exec, env, []) : problem
  }

const prune = async (
  exec: Exec,
  env: Environment,
  options: readonly string[],
): Promise<string | undefined> => {
  const { program, prefix } = findBuildx(env)
  const { exitCode, stderr, timedOut } = await exec(
    program,
    [...prefix, 'prune', '--force', ...options],
    { env, timeoutMs: PRUNE_LIMIT_MS, keepBytes: 4_000 },
  )
  if (timedOut) return `buildx prune was ended after ${PRUNE_LIMIT_MS / 1_000} seconds`
  const text = Buffer.from(stderr).toString('utf8').trim().replaceAll(/\s+/g, ' ')
  return exitCode === 0 ? undefined : `buildx prune failed: ${visible(text, 300)}`
}
