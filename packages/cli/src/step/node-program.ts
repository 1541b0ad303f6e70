import { type ChildProcess, spawn } from 'node:child_process'
import { constants } from 'node:os'
import { systemCode, UserError } from '@ci-kit/core/errors'
import { lineSplitter } from './lines.ts'

export type Program = {
  readonly file: string
  readonly cwd: string
  /** The whole environment of the program. */
  readonly env: Readonly<Record<string, string>>
  readonly onLine: (line: string) => void
  readonly signal: AbortSignal | undefined
}

/** The runner's patience after a cancellation (ProcessInvoker.cs): SIGINT, then SIGTERM, then the kill. */
const INT_MS = 7_500
const TERM_MS = 2_500

/**
 * Runs a file with the Node of this process and answers its exit code, 128 + n
 * when signal n ended it. Aborting cancels as the runner does.
 */
export const runProgram = (program: Program): Promise<number> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program.file], {
      cwd: program.cwd,
      env: program.env,
      stdio: ['ignore', 'pipe', 'pipe'],
      // Its own group: a Ctrl-C in the terminal reaches it once, through the signal below.
      detached: true,
    })
    const streams = [child.stdout, child.stderr].map((stream) => {
      const splitter = lineSplitter(program.onLine)
      stream.on('data', splitter.add)
      return splitter
    })
    const uncancel = cancelWith(program.signal, child)
    child.once('error', (error) => {
      uncancel()
      reject(error)
    })
    child.once('close', (code, ended) => {
      uncancel()
      for (const stream of streams) stream.end()
      resolve(code ?? 128 + (ended ? constants.signals[ended] : 0))
    })
  })

/** Ends a child when the signal aborts or this process exits; the function that it answers calls that off. */
const cancelWith = (signal: AbortSignal | undefined, child: ChildProcess): (() => void) => {
  let timer: NodeJS.Timeout | undefined
  const kill = () => killGroup(child.pid)
  const terminate = () => {
    child.kill('SIGTERM')
    timer = setTimeout(kill, TERM_MS)
  }
  const interrupt = () => {
    child.kill('SIGINT')
    timer = setTimeout(terminate, INT_MS)
    // What the program leaves running would keep the pipes open; the runner ends it with the step.
    child.once('exit', kill)
  }
  signal?.addEventListener('abort', interrupt, { once: true })
  process.once('exit', kill)
  return () => {
    clearTimeout(timer)
    process.removeListener('exit', kill)
    signal?.removeEventListener('abort', interrupt)
  }
}

const killGroup = (pid: number | undefined): void => {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL')
  } catch (thrown) {
    if (systemCode(thrown) !== 'ESRCH') throw thrown
  }
}

/** Throws {@link UserError} when this process runs on an older Node than actions do. */
export const requireNode24 = (): void => {
  if (Number(process.versions.node.split('.')[0]) >= 24) return
  throw new UserError(
    `Actions run on Node 24, this is Node ${process.versions.node}. Use node_modules/.bin/node, or npx.`,
  )
}
