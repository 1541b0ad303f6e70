import { type ChildProcess, spawn } from 'node:child_process'
import { constants } from 'node:os'
import { messageOf, UserError } from '../errors.ts'
import type { Exec, ExecOptions, ExecResult } from '../exec.ts'

const KEEP_BYTES = 10 * 1024 * 1024
/** Between asking a child to end and killing it; well inside the clean-up time of the action. */
const GRACE_MS = 3_000

/**
 * Child processes that end with the action. @actions/exec is not used because
 * it gives no hold on the child: a signal to the action could not be passed on.
 */
export const childProcesses =
  (cancellation: AbortSignal): Exec =>
  async (program, args, options = {}) => {
    cancellation.throwIfAborted()
    const child = spawn(program, args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: ['pipe', 'pipe', 'pipe'],
      windowsHide: true,
      // A group of its own, so that a kill reaches what the child has started.
      detached: process.platform !== 'win32',
    })
    const stdout = tail(options.keepBytes ?? KEEP_BYTES)
    const stderr = tail(options.keepBytes ?? KEEP_BYTES)
    child.stdout.on('data', collect(stdout, options.onStdout))
    child.stderr.on('data', collect(stderr, options.onStderr))
    // A child that ends before it has read its input closes the pipe; its exit code tells the story.
    child.stdin.on('error', () => {})
    child.stdin.end(options.input)
    const ended = await endOf(child, program, cancellation, options)
    cancellation.throwIfAborted()
    return { ...ended, stdout: stdout.bytes(), stderr: stderr.bytes() }
  }

type Ending = Pick<ExecResult, 'exitCode' | 'timedOut'>

const endOf = (
  child: ChildProcess,
  program: string,
  cancellation: AbortSignal,
  { timeoutMs, cwd }: ExecOptions,
): Promise<Ending> =>
  new Promise((resolve, reject) => {
    let timedOut = false
    let grace: NodeJS.Timeout | undefined
    const end = () => {
      child.kill('SIGTERM')
      grace ??= setTimeout(() => killGroup(child), GRACE_MS)
    }
    const limit =
      timeoutMs === undefined
        ? undefined
        : setTimeout(() => {
            timedOut = true
            end()
          }, timeoutMs)
    const settle = () => {
      clearTimeout(limit)
      clearTimeout(grace)
      cancellation.removeEventListener('abort', end)
    }
    cancellation.addEventListener('abort', end, { once: true })
    child.once('error', (error) => {
      settle()
      reject(notStarted(program, cwd, error))
    })
    child.once('close', (code, signal) => {
      settle()
      resolve({ exitCode: code ?? 128 + (signal ? constants.signals[signal] : 0), timedOut })
    })
  })

/** Ends the child with all it has started, and stops waiting for pipes that others still hold. */
const killGroup = (child: ChildProcess): void => {
  child.kill('SIGKILL')
  try {
    if (process.platform !== 'win32' && child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
  } catch (thrown) {
    if (!(thrown instanceof Error && 'code' in thrown && thrown.code === 'ESRCH')) throw thrown
  }
  child.stdout?.destroy()
  child.stderr?.destroy()
}

const notStarted = (program: string, cwd: string | undefined, error: Error): UserError => {
  const where = cwd === undefined ? '' : ` in ${cwd}`
  return new UserError(
    `${program} could not be started${where}: ${messageOf(error)}. Install it on the runner, or check that the folder is there.`,
  )
}

/** The last `keep` bytes of a stream. */
const tail = (keep: number) => {
  let pieces: Uint8Array[] = []
  let length = 0
  return {
    add: (piece: Uint8Array) => {
      pieces.push(piece)
      length += piece.length
      if (length <= 2 * keep) return
      pieces = [Buffer.concat(pieces).subarray(-keep)]
      length = keep
    },
    bytes: (): Uint8Array => (keep > 0 ? Buffer.concat(pieces).subarray(-keep) : Buffer.alloc(0)),
  }
}

const collect =
  (into: ReturnType<typeof tail>, listen: ExecOptions['onStdout']) => (piece: Uint8Array) => {
    into.add(piece)
    listen?.(piece)
  }
