export type ExecOptions = {
  readonly cwd?: string
  /** The whole environment of the child, whose PATH finds the program; the parent's when left out. */
  readonly env?: Readonly<Record<string, string | undefined>>
  /** Sent to standard input, which is closed afterwards. */
  readonly input?: string | Uint8Array
  /** Called with each piece as it arrives, in the order of the stream; what it throws ends the child and the call. */
  readonly onStdout?: (piece: Uint8Array) => void
  readonly onStderr?: (piece: Uint8Array) => void
  /** Keep no more than this many bytes of each stream; the rest is cut from the front. Default 10 MiB. */
  readonly keepBytes?: number
  /** The child is ended after this many milliseconds. */
  readonly timeoutMs?: number
  /** Aborting kills the child with all it has started; the call still answers how it ended. */
  readonly stop?: AbortSignal
}

/** How a child process ended. `exitCode` is 128 + n for a child that signal n ended. */
export type ExecResult = {
  readonly exitCode: number
  readonly stdout: Uint8Array
  readonly stderr: Uint8Array
  readonly timedOut: boolean
}

/**
 * Runs a program with an argument list, never through a shell. A non-zero
 * exit is an answer, not an error; a program that cannot be started throws
 * {@link UserError} naming it. Cancelling the action ends the child with all
 * it has started, and the call rejects with the signal's reason.
 */
export type Exec = (
  program: string,
  args: readonly string[],
  options?: ExecOptions,
) => Promise<ExecResult>
