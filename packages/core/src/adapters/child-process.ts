import { type ChildProcess, spawn } from 'node:child_process'
import { messageOf, systemCode, UserError } from '../errors.ts'
import type { Exec, ExecOptions } from '../exec.ts'
import { visible } from '../log.ts'
import { endOf, killGroup } from './child-ending.ts'
import { fileWorkspace } from './file-workspace.ts'

const KEEP_BYTES = 10 * 1024 * 1024

/**
 * Child processes that end with the action. @actions/exec is not used because
 * it gives no hold on the child: a signal to the action could not be passed on.
 */
export const childProcesses = (cancellation: AbortSignal): Exec => {
  const running = new Set<ChildProcess>()
  // They have groups of their own and would outlive an action that is abandoned.
  const killAll = () => running.forEach(killGroup)
  return async (program, args, options = {}) => {
    cancellation.throwIfAborted()
    const child = started(program, args, options)
    if (running.size === 0) process.once('exit', killAll)
    running.add(child)
    try {
      return await resultOf(child, cancellation, options)
    } catch (thrown) {
      throw child.pid === undefined ? notStarted(program, options.cwd, thrown) : thrown
    } finally {
      running.delete(child)
      if (running.size === 0) process.off('exit', killAll)
    }
  }
}

const started = (program: string, args: readonly string[], options: ExecOptions): ChildProcess => {
  try {
    return spawn(program, args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: [options.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
      windowsHide: true,
      // A group of its own, so that a kill reaches what the child has started.
      detached: process.platform !== 'win32',
    })
  } catch (thrown) {
    throw notStarted(program, options.cwd, thrown)
  }
}

const resultOf = async (child: ChildProcess, cancellation: AbortSignal, options: ExecOptions) => {
  const broken = new AbortController()
  const stop = AbortSignal.any([cancellation, broken.signal])
  const kill = () => killGroup(child)
  if (options.stop?.aborted) kill()
  options.stop?.addEventListener('abort', kill, { once: true })
  const stdout = tail(options.keepBytes ?? KEEP_BYTES)
  const stderr = tail(options.keepBytes ?? KEEP_BYTES)
  child.stdout?.on('data', collect(stdout, options.onStdout, broken))
  child.stderr?.on('data', collect(stderr, options.onStderr, broken))
  // A child that ends before it has read its input closes the pipe; its exit code tells the story.
  child.stdin?.on('error', () => {})
  child.stdin?.end(options.input)
  const ended = await endOf(child, stop, options.timeoutMs)
  options.stop?.removeEventListener('abort', kill)
  stop.throwIfAborted()
  return { ...ended, stdout: stdout.bytes(), stderr: stderr.bytes() }
}

const notStarted = (program: string, cwd: string | undefined, thrown: unknown): UserError => {
  const failed = `${visible(program, 100)} could not be started`
  if (cwd !== undefined && fileWorkspace(process.cwd()).kindOf(cwd) !== 'folder') {
    return new UserError(`${failed}: there is no folder ${visible(cwd)}. Check the path.`)
  }
  if (systemCode(thrown) === 'ENOENT') {
    return new UserError(
      `${failed}: it is not installed. Install it on the runner, or add its folder to PATH.`,
    )
  }
  return new UserError(`${failed}: ${visible(messageOf(thrown), 200)}.`)
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
      pieces = [last(pieces, keep)]
      length = keep
    },
    bytes: (): Uint8Array => last(pieces, keep),
  }
}

/** A cut at -0 would keep everything. */
const last = (pieces: readonly Uint8Array[], keep: number): Uint8Array =>
  keep > 0 ? Buffer.concat(pieces).subarray(-keep) : Buffer.alloc(0)

/** An error of the listener ends the child and is the answer of the call; nobody else could catch it. */
const collect =
  (into: ReturnType<typeof tail>, listen: ExecOptions['onStdout'], broken: AbortController) =>
  (piece: Uint8Array) => {
    into.add(piece)
    if (broken.signal.aborted) return
    try {
      listen?.(piece)
    } catch (thrown) {
      broken.abort(thrown)
    }
  }
