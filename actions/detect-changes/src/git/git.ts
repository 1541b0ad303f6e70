import { UserError } from '@ci-kit/core/errors'
import type { Environment } from '@ci-kit/core/event'
import type { Exec, ExecResult } from '@ci-kit/core/exec'
import { visible } from '@ci-kit/core/log'
import { type Found, isMissing } from '../found.ts'
import { gitEnvironment, type Setting } from './environment.ts'

export type GitCall = {
  readonly args: readonly string[]
  readonly settings?: readonly Setting[]
  readonly env?: Environment
  /** Where to run, the checkout when left out. */
  readonly folder?: string
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
  // Otherwise a fetch asks every repository that it borrows objects from for its refs.
  ['core.alternateRefsCommand', 'true'],
  ['diff.renames', 'false'],
  ['diff.relative', 'false'],
].flatMap(([name, value]) => ['-c', `${name}=${value}`])

/** A partial clone fetches what is missing in any command, by programs that its configuration names. */
const NO_REMOTE = ['-c', 'protocol.allow=never']

/** No setting may allow more, such as `ext::`, which runs any program. */
const PROTOCOLS = { GIT_ALLOW_PROTOCOL: 'https:http:ssh:git:file' }

/** Two million changed paths; more than this is cut, which must not pass for the whole. */
const MAX_BYTES = 128 * 1024 * 1024
const TIMEOUT_MS = 120_000

/** `detail` gets what Git says itself, for the debug log. A process takes no longer than `timeoutMs`. */
export const git =
  (
    exec: Exec,
    cwd: string,
    env: Environment,
    detail: (text: string) => void,
    timeoutMs = TIMEOUT_MS,
  ): Git =>
  async ({ args, settings, env: more, folder, fetches }) => {
    const guards = fetches ? GUARDS : [...GUARDS, ...NO_REMOTE]
    const name = `git ${args[0]}`
    const ended = await startable(detail, () =>
      exec('git', [...guards, ...args], {
        cwd: folder ?? cwd,
        env: { ...gitEnvironment(env, settings), ...(fetches && PROTOCOLS), ...more },
        keepBytes: MAX_BYTES,
        timeoutMs,
      }),
    )
    if (isMissing(ended)) return ended
    const { exitCode, stdout, stderr, timedOut } = ended.value
    if (timedOut) return { missing: `${name} took more than ${timeoutMs / 1000} seconds` }
    if (stdout.length >= MAX_BYTES) return { missing: `${name} wrote more than ${MAX_BYTES} bytes` }
    if (exitCode === 0) return { value: stdout }
    detail(
      `${name} ended with ${exitCode}: ${visible(Buffer.from(stderr).toString().slice(-2_000))}`,
    )
    return { missing: `${name} ended with ${exitCode}` }
  }

/** Without Git, or without a checkout, GitHub may still answer. */
const startable = async (
  detail: (text: string) => void,
  start: () => Promise<ExecResult>,
): Promise<Found<ExecResult>> => {
  try {
    return { value: await start() }
  } catch (thrown) {
    if (!(thrown instanceof UserError)) throw thrown
    detail(thrown.message)
    return { missing: 'git could not be started: it is not installed, or the folder is not there' }
  }
}
