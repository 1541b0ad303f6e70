import { randomUUID } from 'node:crypto'
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { systemCode } from './errors.mjs'
import { interrupted } from './processes.mjs'
import { remark } from './progress.mjs'

/**
 * @typedef {object} Owner
 * @property {number} pid
 * @property {string} born when the process started, in the system's own count; tells a reused pid
 * @property {string} host
 * @property {string} what the work under the lock, for those who wait
 */

const pollMs = 200

/**
 * When a process started, in clock ticks since boot: field 22 of
 * `/proc/<pid>/stat` (proc(5)). Empty where there is no /proc.
 * @param {number} pid
 * @returns {string}
 */
const bornAt = (pid) => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // the second field is the name in parentheses and may hold spaces
    const [state = '', ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    // dead, but not yet collected by its parent; in a container that can last
    return 'ZX'.includes(state) ? 'ended' : (fields[18] ?? '')
  } catch {
    return ''
  }
}

/** @param {number} pid */
const exists = (pid) => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return systemCode(error) === 'EPERM' // it runs as somebody else
  }
}

/**
 * A process of another machine or container cannot be looked at, so it
 * counts as running.
 * @param {Owner} owner
 * @returns {boolean}
 */
export const isRunning = ({ pid, born, host }) =>
  host !== hostname() || (exists(pid) && (born === '' || bornAt(pid) === born))

/**
 * @param {string} file
 * @returns {Owner | undefined} undefined: nobody holds it
 */
export const ownerOf = (file) => {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined
    throw error
  }
}

/**
 * Creates the lock with its content in one step (link fails if the name is
 * taken), so that no reader ever sees it half written.
 * @param {string} file
 * @param {string} what
 * @returns {boolean} whether it is ours now
 */
const tryAcquire = (file, what) => {
  const { pid } = process
  const draft = `${file}.${pid}.${randomUUID()}`
  /** @type {Owner} */
  const owner = { pid, born: bornAt(pid), host: hostname(), what }
  writeFileSync(draft, JSON.stringify(owner))
  try {
    linkSync(draft, file)
    return true
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false
    throw error
  } finally {
    rmSync(draft, { force: true })
  }
}

/**
 * Removes a dead owner's lock. Only the holder of a second lock may do that,
 * after a second look: otherwise one of two waiters could remove the lock
 * that the other one has just taken.
 * @param {string} file
 */
const clearStale = async (file) => {
  const takeover = `${file}.takeover`
  await acquire(takeover, `taking over ${file}`, () => {})
  try {
    const owner = ownerOf(file)
    if (owner && !isRunning(owner)) rmSync(file)
  } finally {
    rmSync(takeover)
  }
}

/**
 * @param {string} file
 * @param {string} what
 * @param {(owner: Owner) => void} onWait called once, when somebody else holds it
 * @returns {Promise<void>}
 */
const acquire = async (file, what, onWait) => {
  let told = false
  while (!tryAcquire(file, what)) {
    const owner = ownerOf(file)
    if (owner && !isRunning(owner)) await clearStale(file)
    else if (owner) {
      if (!told) onWait(owner)
      told = true
      await sleep(pollMs)
    }
    interrupted.throwIfAborted()
  }
}

/**
 * Does a piece of work while no other process on this machine does the same.
 * The lock of a process that died is taken over.
 * @template T
 * @param {string} file the lock; its folder is made when absent
 * @param {string} what
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export const withLock = async (file, what, work) => {
  mkdirSync(dirname(file), { recursive: true })
  await acquire(file, what, ({ pid, host }) => {
    const elsewhere = host === hostname() ? '' : ` on ${host} (if it is gone, delete ${file})`
    remark(what, `waiting for process ${pid}${elsewhere}, which is at it`)
  })
  try {
    return await work()
  } finally {
    rmSync(file, { force: true })
  }
}
