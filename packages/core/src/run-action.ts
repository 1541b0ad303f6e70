import { messageOf, UserError } from './errors.ts'
import type { InputReader } from './inputs.ts'
import { type Log, visible } from './log.ts'
import type { Outputs } from './outputs.ts'
import type { Summary } from './summary.ts'

/** What an action gets from the program that runs it. */
export type Runner = {
  readonly inputs: InputReader
  readonly log: Log
  readonly summary: Summary
  /** Aborts with a {@link Cancelled} when the job is cancelled. */
  readonly cancellation: AbortSignal
  /** Writes all outputs of the step at once. */
  setOutputs(outputs: Outputs): void
  /** Sets the exit code and lets the process end by itself. */
  finish(exitCode: number): void
  /** Ends the process at once, with whatever still runs in it. */
  abandon(exitCode: number): void
}

/** The reason of an aborted run; exit codes are the shell's 128 + signal number. */
export class Cancelled extends Error {
  override readonly name = 'Cancelled'
  readonly exitCode: number

  constructor(signal: 'SIGINT' | 'SIGTERM') {
    super(`Cancelled by ${signal}.`)
    this.exitCode = signal === 'SIGINT' ? 130 : 143
  }
}

/** The runner kills a cancelled step 7.5 s after its first signal; this leaves time to end well. */
export const CLEAN_UP_MS = 5_000

/**
 * Runs an action inside the one guard: outputs are written only when it
 * succeeds, and a failure is one error line and exit code 1. After a
 * cancellation the action has {@link CLEAN_UP_MS} to leave its `finally` blocks.
 */
export const runAction = async (runner: Runner, action: () => Promise<Outputs>): Promise<void> => {
  const overdue = abandonWhenOverdue(runner)
  try {
    const outputs = await action()
    runner.cancellation.throwIfAborted()
    runner.setOutputs(outputs)
    runner.finish(0)
  } catch (thrown) {
    report(runner, thrown)
  } finally {
    overdue.stop()
  }
}

const report = (runner: Runner, thrown: unknown): void => {
  const { aborted, reason } = runner.cancellation
  if (aborted && reason instanceof Cancelled) {
    runner.log.error(reason.message)
    runner.finish(reason.exitCode)
    return
  }
  if (thrown instanceof UserError) runner.log.error(thrown.message, thrown.at)
  else reportDefect(runner.log, thrown)
  runner.finish(1)
}

const reportDefect = (log: Log, thrown: unknown): void => {
  log.error(
    `Unexpected error: ${visible(messageOf(thrown))}. This is a defect of the action: please report it with the log of a run with debug logging.`,
  )
  if (thrown instanceof Error) log.debug(thrown.stack ?? '')
}

const abandonWhenOverdue = (runner: Runner): { stop(): void } => {
  let timer: NodeJS.Timeout | undefined
  const arm = () => {
    timer = setTimeout(() => {
      runner.log.error('Cancelled, and the clean-up took more than 5 seconds.')
      runner.abandon(1)
    }, CLEAN_UP_MS)
  }
  runner.cancellation.addEventListener('abort', arm, { once: true })
  return {
    stop: () => {
      clearTimeout(timer)
      runner.cancellation.removeEventListener('abort', arm)
    },
  }
}
