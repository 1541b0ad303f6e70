import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { systemCode } from '../system-code.ts'
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
    const stdout = lineSplitter(program.onLine)
    const stderr = lineSplitter(program.onLine)
    child.stdout.on('data', stdout.add)
    child.stderr.on('data', stderr.add)
    let timer: NodeJS.Timeout | undefined
    const kill = () => killGroup(child.pid)
    const terminate = () => {
      child.kill('SIGTERM')
      timer = setTimeout(kill, TERM_MS)
    }
    const interrupt = () => {
      child.kill('SIGINT')
      timer = setTimeout(terminate, INT_MS)
    }
    const settle = () => {
      clearTimeout(timer)
      program.signal?.removeEventListener('abort', interrupt)
    }
    program.signal?.addEventListener('abort', interrupt, { once: true })
    child.once('error', (error) => {
      settle()
      reject(error)
    })
    // What the program left running would keep the pipes open; the runner ends it with the step.
    child.once('exit', () => {
      if (program.signal?.aborted) kill()
    })
    child.once('close', (code, ended) => {
      settle()
      stdout.end()
      stderr.end()
      resolve(code ?? 128 + (ended ? constants.signals[ended] : 0))
    })
  })

const killGroup = (pid: number | undefined): void => {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL')
  } catch (thrown) {
    if (systemCode(thrown) !== 'ESRCH') throw thrown
  }
}
