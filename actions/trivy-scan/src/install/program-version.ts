import { UserError } from '@ci-kit/core/errors'
import type { Environment } from '@ci-kit/core/event'
import type { Exec, ExecResult } from '@ci-kit/core/exec'
import { visible } from '@ci-kit/core/log'

/** trivy answers within 0.1 s; a cold disk and a virus scanner need longer. */
const TIMEOUT_MS = 60_000
const KEEP_BYTES = 16 * 1024

/** What every program needs to start; no token and no key of the job. */
const KEPT_VARIABLES = ['PATH', 'SystemRoot', 'windir'] as const

/**
 * Asks a trivy for its version. `--version` opens no connection and, in an
 * empty home, reads no database and no configuration.
 */
export const programVersion =
  (exec: Exec, env: Environment, folder: () => Promise<string>) =>
  async (program: string): Promise<string> => {
    const home = await folder()
    const kept = Object.fromEntries(KEPT_VARIABLES.map((name) => [name, env[name]]))
    const result = await exec(program, ['--version', '--quiet'], {
      cwd: home,
      env: { ...kept, HOME: home, USERPROFILE: home, TMPDIR: home },
      keepBytes: KEEP_BYTES,
      timeoutMs: TIMEOUT_MS,
    })
    const version = /^Version: *v?(\S+)/m.exec(textOf(result.stdout))?.[1]
    if (result.exitCode === 0 && version !== undefined) return visible(version, 50)
    throw new UserError(
      `${visible(program)} does not answer with its version: ${failure(result)}. Check that it is trivy, made for this machine.`,
    )
  }

const failure = ({ exitCode, timedOut, stdout, stderr }: ExecResult): string => {
  if (timedOut) return `it ran for ${TIMEOUT_MS / 1000} s`
  const said = [stderr, stdout].map((stream) => textOf(stream).trim()).find((text) => text !== '')
  return `exit code ${exitCode}, ${said === undefined ? 'no output' : visible(said, 200)}`
}

const textOf = (stream: Uint8Array): string => Buffer.from(stream).toString()
