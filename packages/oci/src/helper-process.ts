import { spawn } from 'node:child_process'
import { UserError } from '@ci-kit/core/errors'

/** Runs `<program> get` with `input` on standard input. Throws {@link UserError} when it cannot run or does not end. */
export type HelperProcess = (
  program: string,
  input: string,
) => Promise<{ readonly exitCode: number; readonly stdout: string }>

export type HelperLimits = { readonly timeoutMs: number; readonly outputBytes: number }

const LIMITS: HelperLimits = { timeoutMs: 30_000, outputBytes: 64 * 1024 }

/** A child process, found on the PATH of `env`. */
export const helperProcess =
  (
    env: Readonly<Record<string, string | undefined>>,
    { timeoutMs, outputBytes }: HelperLimits = LIMITS,
  ): HelperProcess =>
  (program, input) =>
    new Promise((resolve, reject) => {
      // A group of its own, so that what the helper has started ends with it.
      const detached = process.platform !== 'win32'
      const child = spawn(program, ['get'], { env, detached, stdio: ['pipe', 'pipe', 'ignore'] })
      const end = (error: UserError) => {
        reject(error)
        const running = child.exitCode === null && child.signalCode === null
        if (running && detached && child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
        else child.kill('SIGKILL')
      }
      const limit = setTimeout(() => end(tooSlow(program, timeoutMs)), timeoutMs)
      const pieces: Buffer[] = []
      let length = 0
      child.stdout.on('data', (piece: Buffer) => {
        pieces.push(piece)
        length += piece.length
        if (length > outputBytes) end(tooMuch(program, outputBytes))
      })
      // A helper that ends without reading closes the pipe; its exit code tells the story.
      child.stdin.on('error', () => {})
      child.stdin.end(input)
      child.once('error', (error) => {
        clearTimeout(limit)
        reject(notStarted(program, error))
      })
      child.once('close', (code) => {
        clearTimeout(limit)
        resolve({ exitCode: code ?? 128, stdout: Buffer.concat(pieces).toString('utf8') })
      })
    })

const notStarted = (program: string, error: Error): UserError =>
  new UserError(
    `Docker's configuration names the credential helper ${program}, but it could not be started: ${error.message}. Install it on the runner's PATH, or remove credsStore and credHelpers from config.json.`,
  )

const tooSlow = (program: string, timeoutMs: number): UserError =>
  new UserError(
    `The credential helper ${program} did not answer within ${timeoutMs / 1000} s. It may be waiting for a person: check that it works without a terminal.`,
  )

const tooMuch = (program: string, bytes: number): UserError =>
  new UserError(
    `The credential helper ${program} printed more than ${bytes} bytes. Check that it is a Docker credential helper.`,
  )
