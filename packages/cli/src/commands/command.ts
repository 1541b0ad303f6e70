import type { Exec } from '@ci-kit/core/exec'

/** What a command gets from the program. */
export type Terminal = {
  readonly exec: Exec
  /** Aborts on Ctrl-C and SIGTERM. */
  readonly signal: AbortSignal
  /** Writes a line to standard output. */
  readonly print: (line: string) => void
  /** Writes a line to standard error. */
  readonly note: (line: string) => void
}

/** Runs with the arguments after its name and answers the exit code. */
export type Command = {
  readonly help: string
  run(args: readonly string[], terminal: Terminal): Promise<number>
}
