import { stackOf } from '../errors.ts'
import type { Log } from '../log.ts'
import { Cancelled } from '../run-action.ts'

/**
 * Aborts when the process has to end before the action is done: by a signal,
 * by an error outside of everything the action waits for, because nobody
 * reads the log any more, or because there is nothing left to wait for (Node
 * would then end the process as if the action had succeeded). The first
 * reason counts; errors that follow from it go to the debug log.
 */
export const cancellationOf = (process: NodeJS.Process, log: Log): AbortSignal => {
  const controller = new AbortController()
  const { signal } = controller
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.on(name, () => controller.abort(new Cancelled(name)))
  }
  const stop = (thrown: unknown) => {
    if (signal.aborted) log.debug(stackOf(thrown))
    else controller.abort(thrown)
  }
  process.on('uncaughtException', stop)
  // Without it Node wraps a reason that is no error in three sentences of its own.
  process.on('unhandledRejection', stop)
  // Without a listener each further line of the log would be an error of its own.
  process.stdout.on('error', (error) => controller.abort(error))
  process.once('beforeExit', () => {
    // An action that is done has set the exit code.
    if (process.exitCode === undefined) {
      controller.abort(new Error('the action waits for nothing'))
    }
  })
  return signal
}
