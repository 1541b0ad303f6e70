import type { ChildProcess } from 'node:child_process'
import { constants } from 'node:os'
import { systemCode } from '../errors.ts'
import type { ExecResult } from '../exec.ts'

/** Between asking a child to end and killing it; well inside the clean-up time of the action. */
const GRACE_MS = 3_000

type Ending = Pick<ExecResult, 'exitCode' | 'timedOut'>

/**
 * Waits for a child and its output to end, and ends it when `stop` aborts or
 * the time is up: first the child alone, so that it can clean up after what
 * it has started, then all of its group. Rejects when it cannot be started.
 */
export const endOf = (
  child: ChildProcess,
  stop: AbortSignal,
  timeoutMs: number | undefined,
): Promise<Ending> =>
  new Promise((resolve, reject) => {
    let timedOut = false
    let grace: NodeJS.Timeout | undefined
    const end = () => {
      child.kill('SIGTERM')
      grace ??= setTimeout(() => killGroup(child), GRACE_MS)
    }
    const expire = () => {
      timedOut = true
      end()
    }
    const limit = timeoutMs === undefined ? undefined : setTimeout(expire, timeoutMs)
    const settle = () => {
      clearTimeout(limit)
      clearTimeout(grace)
      stop.removeEventListener('abort', end)
    }
    if (stop.aborted) end()
    else stop.addEventListener('abort', end, { once: true })
    child.on('error', (error) => {
      settle()
      reject(error)
    })
    child.once('close', (code, signal) => {
      settle()
      // What was asked to end leaves nothing behind that runs without its output.
      if (grace !== undefined) killGroup(child)
      resolve({ exitCode: code ?? 128 + (signal ? constants.signals[signal] : 0), timedOut })
    })
  })

/** Ends the child with all it has started, and stops waiting for pipes that others still hold. */
export const killGroup = (child: ChildProcess): void => {
  child.kill('SIGKILL')
  try {
    if (process.platform !== 'win32' && child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
  } catch (thrown) {
    if (!isGone(thrown)) throw thrown
  }
  child.stdout?.destroy()
  child.stderr?.destroy()
}

/** Linux answers ESRCH for a group without members, macOS EPERM for one whose members have ended. */
const isGone = (thrown: unknown): boolean => ['ESRCH', 'EPERM'].includes(systemCode(thrown) ?? '')
