import { FailedResult, messageOf, stackOf, UserError } from './errors.ts'
import type { InputReader } from './inputs.ts'
import { type Log, visible } from './log.ts'
import type { Outputs } from './outputs.ts'
import type { Summary } from './summary.ts'

/** What an action gets from the program that runs it. */
export type Runner = {
  readonly inputs: InputReader
  readonly log: Log
  readonly summary: Summary
  /**
   * Aborts with a {@link Cancelled} when the job is cancelled, and with what
   * was thrown when that happened outside of the action's own promise.
   */
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

/** The runner sends a second signal 7.5 s after the first (ProcessInvoker.cs); this leaves time to end well. */
export const CLEAN_UP_MS = 5_000

/**
 * Runs an action inside the one guard: outputs are written only when it
 * succeeds or rejects with a {@link FailedResult}, and a failure is one error
 * line and exit code 1. After a cancellation the action has {@link CLEAN_UP_MS}
 * to leave its `finally` blocks, and the process as long to end.
 */
export const runAction = async (runner: Runner, action: () => Promise<Outputs>): Promise<void> => {
  const overdue = abandonWhenOverdue(runner)
  let failed = false
  try {
    runner.cancellation.throwIfAborted()
    const result = await resultOf(action)
    runner.cancellation.throwIfAborted()
    runner.setOutputs(result instanceof FailedResult ? result.outputs : result)
    if (result instanceof FailedResult) throw result
    runner.finish(0)
  } catch (thrown) {
    failed = true
    const { aborted, reason } = runner.cancellation
    const cause: unknown = aborted ? reason : thrown
    if (thrown !== cause) runner.log.debug(`After the cancellation: ${stackOf(thrown)}`)
    report(runner.log, cause)
    runner.finish(exitCodeOf(cause))
  } finally {
    overdue.settle()
    abandonWhenLate(runner, failed)
  }
}

const resultOf = async (action: () => Promise<Outputs>): Promise<Outputs | FailedResult> => {
  try {
    return await action()
  } catch (thrown) {
    if (thrown instanceof FailedResult) return thrown
    throw thrown
  }
}

const exitCodeOf = (cause: unknown): number => (cause instanceof Cancelled ? cause.exitCode : 1)

const report = (log: Log, cause: unknown): void => {
  if (cause instanceof Cancelled) log.error(cause.message)
  else if (cause instanceof UserError) log.error(cause.message, cause.at)
  else reportDefect(log, cause)
}

const reportDefect = (log: Log, thrown: unknown): void => {
  log.error(
    `Unexpected error: ${visible(messageOf(thrown))}. This is a defect of the action: please report it with the log of a run with debug logging.`,
  )
  log.debug(stackOf(thrown))
}

const abandonWhenOverdue = (runner: Runner): { settle(): void } => {
  const { cancellation, log } = runner
  let settled = false
  let timer: NodeJS.Timeout | undefined
  const abandon = () => {
    if (!settled) {
      report(log, cancellation.reason)
      log.info('The action was given up because its clean-up took more than 5 seconds.')
    }
    runner.abandon(exitCodeOf(cancellation.reason))
  }
  const arm = () => {
    timer = setTimeout(abandon, CLEAN_UP_MS)
  }
  if (cancellation.aborted) arm()
  else cancellation.addEventListener('abort', arm, { once: true })
  return {
    settle: () => {
      settled = true
      cancellation.removeEventListener('abort', arm)
      // It still ends a process that something forgotten keeps alive.
      timer?.unref()
    },
  }
}

/** After the action only a process that something forgotten keeps alive can still be cancelled, or fail. */
const abandonWhenLate = ({ cancellation, log, abandon }: Runner, failed: boolean): void => {
  const end = () => {
    if (failed) log.debug(stackOf(cancellation.reason))
    else report(log, cancellation.reason)
    abandon(exitCodeOf(cancellation.reason))
  }
  cancellation.addEventListener('abort', end, { once: true })
}
