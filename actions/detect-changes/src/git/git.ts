import type { Environment } from '@ci-kit/core/event'
import type { Exec } from '@ci-kit/core/exec'
import { visible } from '@ci-kit/core/log'
import type { Found } from '../found.ts'
import { gitEnvironment, type Setting } from './environment.ts'

export type GitCall = {
  readonly args: readonly string[]
  readonly settings?: readonly Setting[]
  readonly env?: Environment
  /** Whether it may reach a remote. */
  readonly fetches?: true
}

/** Runs Git in the checkout. Answers its standard output, or in one sentence why it failed. */
export type Git = (call: GitCall) => Promise<Found<Uint8Array>>

/**
 * The checkout may come from a fork: nothing in it may start a program, and no
 * folder in it may pass for the repository.
 */
const GUARDS = [
  ['safe.bareRepository', 'explicit'],
  ['advice.graftFileDeprecated', 'false'],
  ['core.fsmonitor', 'false'],
  ['core.hooksPath', '/dev/null'],
  ['core.quotePath', 'false'],
  ['diff.renames', 'false'],
  ['diff.relative', 'false'],
].flatMap(([name, value]) => ['-c', `${name}=${value}`])

/** A partial clone fetches what is missing in any command, by programs that its configuration names. */
const NO_REMOTE = ['-c', 'protocol.allow=never']

/** Two million changed paths; more than this is cut, which must not pass for the whole. */
const MAX_BYTES = 128 * 1024 * 1024
const TIMEOUT_MS = 120_000

/** `detail` gets what Git says itself, for the debug log. */
export const git =
  (exec: Exec, cwd: string, env: Environment, detail: (text: string) => void): Git =>
  async ({ args, settings, env: more, fetches }) => {
    const guards = fetches ? GUARDS : [...GUARDS, ...NO_REMOTE]
    const { exitCode, stdout, stderr, timedOut } = await exec('git', [...guards, ...args], {
      cwd,
      env: { ...gitEnvironment(env, settings), ...more },
      keepBytes: MAX_BYTES,
      timeoutMs: TIMEOUT_MS,
    })
    const name = `git ${args[0]}`
    if (timedOut) return { missing: `${name} took more than ${TIMEOUT_MS / 1000} seconds` }
    if (stdout.length >= MAX_BYTES) return { missing: `${name} wrote more than ${MAX_BYTES} bytes` }
    if (exitCode === 0) return { value: stdout }
    detail(
      `${name} ended with ${exitCode}: ${visible(Buffer.from(stderr).toString().slice(-2_000))}`,
    )
    return { missing: `${name} ended with ${exitCode}` }
  }
