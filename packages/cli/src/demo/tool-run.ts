import { UserError } from '@ci-kit/core/errors'
import type { Exec, ExecOptions } from '@ci-kit/core/exec'

/** Runs a program that has to succeed and answers its standard output, trimmed. */
export const run = async (
  exec: Exec,
  program: string,
  args: readonly string[],
  options: ExecOptions = {},
): Promise<string> => {
  const { exitCode, stdout, stderr } = await exec(program, args, options)
  if (exitCode === 0) return Buffer.from(stdout).toString().trim()
  const said = Buffer.from(stderr).toString().trim()
  throw new UserError(`${program} ${args.join(' ')} failed with exit code ${exitCode}: ${said}`)
}
