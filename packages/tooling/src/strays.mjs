import { randomUUID } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { systemCode } from './errors.mjs'

/** Inherited by everything that a command starts, however far it detaches itself. */
const variable = 'CI_KIT_RUN'

const graceMs = 5_000

/** @param {string} id @returns {string} what it was started with; empty when it ended or is another user's */
const environmentOf = (id) => {
  try {
    return readFileSync(`/proc/${id}/environ`, 'utf8')
  } catch (error) {
    if (['ENOENT', 'ESRCH', 'EACCES', 'EPERM'].includes(systemCode(error) ?? '')) return ''
    throw error
  }
}

/** @param {string} mark @returns {number[]} ids of the processes that carry it; none without /proc */
const marked = (mark) =>
  existsSync('/proc/self/environ')
    ? readdirSync('/proc')
        .filter((name) => /^\d+$/.test(name))
        .filter((id) => environmentOf(id).split('\0').includes(`${variable}=${mark}`))
        .map(Number)
    : []

/** @param {number[]} ids @param {NodeJS.Signals} signal */
const signalEach = (ids, signal) => {
  for (const id of ids)
    try {
      process.kill(id, signal)
    } catch (error) {
      if (systemCode(error) !== 'ESRCH') throw error // it ended in the meantime
    }
}

/**
 * Runs something, and in the end stops what it left running in other process
 * groups: a test that is interrupted cannot stop its own servers.
 * @template T
 * @param {(marked: Record<string, string>) => Promise<T>} work gets the variables to start programs with
 * @returns {Promise<T>}
 */
export const withoutStrays = async (work) => {
  const mark = randomUUID()
  try {
    return await work({ [variable]: mark })
  } finally {
    signalEach(marked(mark), 'SIGTERM')
    const limit = Date.now() + graceMs
    while (marked(mark).length > 0 && Date.now() < limit) await sleep(50)
    signalEach(marked(mark), 'SIGKILL')
  }
}
