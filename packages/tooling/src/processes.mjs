import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { Interrupted, systemCode, TaskError } from './errors.mjs'

/**
 * @typedef {object} RunOptions
 * @property {string} [cwd]
 * @property {Record<string, string | undefined>} [env] the whole environment; default: this process's
 * @property {'inherit' | 'capture'} [output] default `capture`
 * @property {number} [keptBytes] of output; default 64 KiB, the end of it
 * @property {number} [graceMs] how long it may take to end after a signal; default 15 seconds
 * @property {number} [timeLimit] milliseconds, then the process group is killed
 */

/**
 * @typedef {object} Ended
 * @property {number} code exit code; 128 + number for a signal, as shells count
 * @property {string} stdout
 * @property {string} all standard output and error in order
 */

const defaultGraceMs = 15_000
const defaultKept = 64 * 1024

/** @type {Map<number, number>} leaders of the process groups that run now, with their grace */
const groups = new Map()
const interruption = new AbortController()

/**
 * Aborted, with an `Interrupted` as reason, once a signal asked to stop.
 * @type {AbortSignal}
 */
export const interrupted = interruption.signal

/** @param {number} group @param {NodeJS.Signals} signal */
const signalGroup = (group, signal) => {
  try {
    process.kill(-group, signal)
  } catch (error) {
    // it ended in the meantime; macOS answers EPERM for a group of zombies
    if (!['ESRCH', 'EPERM'].includes(systemCode(error) ?? '')) throw error
  }
}

/** @param {NodeJS.Signals} signal */
const signalAll = (signal) => {
  for (const group of groups.keys()) signalGroup(group, signal)
}

/** @param {NodeJS.Signals} signal */
const interrupt = (signal) => {
  if (interrupted.aborted) return signalAll('SIGKILL')
  interruption.abort(new Interrupted(signal))
  signalAll(signal)
  for (const [group, graceMs] of groups)
    setTimeout(() => groups.has(group) && signalGroup(group, 'SIGKILL'), graceMs).unref()
}

/**
 * From now on a signal is passed to every process group that was started
 * here; a second one, or the end of their grace, kills them. Nothing outlives this process.
 */
export const stopChildrenOnExit = () => {
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']))
    process.on(signal, () => interrupt(signal))
  process.on('exit', () => signalAll('SIGKILL'))
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {number} keptBytes
 * @returns {{ stdout: string, all: string }} grows while the program runs
 */
const collect = (child, keptBytes) => {
  const kept = { stdout: '', all: '' }
  child.stdout?.setEncoding('utf8').on('data', (text) => {
    kept.stdout = (kept.stdout + text).slice(-keptBytes)
    kept.all = (kept.all + text).slice(-keptBytes)
  })
  child.stderr?.setEncoding('utf8').on('data', (text) => {
    kept.all = (kept.all + text).slice(-keptBytes)
  })
  return kept
}

/**
 * Runs a program in its own process group and waits for it. Whatever it left
 * running in that group is killed.
 * @param {string} file
 * @param {string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<Ended>}
 */
export const run = (file, args, options = {}) => {
  const { cwd, env, output = 'capture', keptBytes = defaultKept, timeLimit } = options
  const { graceMs = defaultGraceMs } = options
  interrupted.throwIfAborted()
  const stdio = output === 'inherit' ? 'inherit' : 'pipe'
  const child = spawn(file, args, { cwd, env, detached: true, stdio: ['ignore', stdio, stdio] })
  const { pid } = child
  if (pid !== undefined) groups.set(pid, graceMs)
  const kept = collect(child, keptBytes)
  const timer =
    timeLimit && pid ? setTimeout(() => signalGroup(pid, 'SIGKILL'), timeLimit) : undefined
  return new Promise((resolve, reject) => {
    child.on('error', (error) => reject(new TaskError(`Cannot run ${file}: ${error.message}`)))
    child.on('exit', () => {
      if (pid === undefined) return
      signalGroup(pid, 'SIGKILL')
      groups.delete(pid)
    })
    child.on('close', (code, signal) => {
      clearTimeout(timer)
      if (interrupted.aborted) return reject(interrupted.reason)
      resolve({ ...kept, code: code ?? 128 + (signal ? constants.signals[signal] : 0) })
    })
  })
}

/**
 * Like `run`, but a code other than 0 is an error that carries the end of
 * the output.
 * @param {string} file
 * @param {string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<Ended>}
 */
export const must = async (file, args, options) => {
  const ended = await run(file, args, options)
  if (ended.code === 0) return ended
  const said = ended.all.trim().split('\n').slice(-40).join('\n')
  throw new TaskError(`${[file, ...args].join(' ')} ended with code ${ended.code}:\n${said}`)
}
