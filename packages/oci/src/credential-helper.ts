import { UserError } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'
import type { Credential } from './credentials.ts'
import { type HelperProcess, helperProcess } from './helper-process.ts'
import { parseObject, stringIn } from './json.ts'

/** Asks the helper `name` for the credentials of a registry; `undefined` when it has none. */
export type CredentialHelper = (name: string, serverKey: string) => Promise<Credential | undefined>

/** What helpers print when they know nothing (docker-credential-helpers, credentials/error.go). */
const NOT_FOUND = 'credentials not found in native keychain'
/** The user name that marks the secret as an identity token (docker/cli, native_store.go). */
const TOKEN_USER = '<token>'

/**
 * The protocol of docker-credential-*: `get` as the only argument, the
 * registry on standard input, `{Username, Secret}` on standard output. The name
 * comes from a file, so it must be a plain file name; it never meets a shell.
 */
export const runCredentialHelper =
  (
    env: Readonly<Record<string, string | undefined>>,
    run: HelperProcess = helperProcess(env),
  ): CredentialHelper =>
  async (name, serverKey) => {
    if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/.test(name))
      throw new UserError(
        `The credential helper "${visible(name, 80)}" in Docker's configuration is not a plain file name. Write the part of the program's name behind docker-credential-, such as ecr-login.`,
      )
    const program = `docker-credential-${name}`
    const { exitCode, stdout } = await run(program, serverKey)
    if (exitCode === 0) return readAnswer(program, serverKey, stdout)
    if (stdout.trim() === NOT_FOUND) return undefined
    throw failed(program, serverKey, `ended with code ${exitCode}${complaint(stdout)}`)
  }

const readAnswer = (program: string, serverKey: string, stdout: string): Credential | undefined => {
  const answer = parseObject(stdout)
  const username = answer && stringIn(answer, 'Username')
  const secret = answer && stringIn(answer, 'Secret')
  if (username === undefined || secret === undefined)
    throw failed(program, serverKey, 'did not answer with Username and Secret in JSON')
  if (secret === '') return undefined
  return username === TOKEN_USER
    ? { kind: 'identity-token', token: secret }
    : { kind: 'basic', username, password: secret }
}

/** Helpers explain failures on standard output; what looks like an answer may hold the secret and is not shown. */
const complaint = (stdout: string): string => {
  const text = stdout.trim()
  return text === '' || /[{"]/.test(text) ? '' : `: ${visible(text)}`
}

const failed = (program: string, serverKey: string, what: string): UserError =>
  new UserError(
    `The credential helper ${program} ${what} when asked for ${serverKey}. Run "echo ${serverKey} | ${program} get" on the runner, or remove the helper from Docker's configuration.`,
  )
