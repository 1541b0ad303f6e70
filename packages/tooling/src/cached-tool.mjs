import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { removeLeftovers } from './drafts.mjs'
import { TaskError } from './errors.mjs'
import { withLock } from './lock.mjs'
import { isExecutable, toolFolder } from './paths.mjs'
import { must } from './processes.mjs'
import { remark, step } from './progress.mjs'

/** @typedef {import('./types.d.mts').Tool} Tool */

/**
 * How a tool comes into the cache.
 * @typedef {object} Way
 * @property {() => Promise<string | undefined>} program what makes it, as absolute path; undefined when there is none
 * @property {string} missing what to say then
 * @property {string} why for the progress line
 * @property {(program: string, folder: string) => Promise<void>} make fills `out/<name>` in an empty folder
 */

/**
 * @param {Tool} tool
 * @param {string} binary
 * @throws {TaskError} when it says that it is another version
 */
export const requireVersion = async ({ name, version, versionArgs }, binary) => {
  const { all } = await must(binary, versionArgs, { cwd: dirname(binary) })
  // Tags of Go modules begin with a `v` that programs leave out.
  if (!all.includes(version.replace(/^v/, '')))
    throw new TaskError(`${name} should say that it is ${version}, but says: ${all}`)
}

/**
 * @param {string} target
 * @param {(folder: string) => Promise<void>} make
 */
const makeInto = async (target, make) => {
  removeLeftovers(target)
  const folder = mkdtempSync(`${target}.build-`)
  try {
    await make(folder)
    rmSync(target, { recursive: true, force: true })
    renameSync(join(folder, 'out'), target)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/**
 * Makes a tool unless the cache has it. The binary appears in one step, so
 * what is interrupted leaves nothing that looks complete.
 * @param {string} cache
 * @param {Tool} tool
 * @param {Way} way
 * @returns {Promise<string>} path of the binary
 * @throws {TaskError} when nothing can make it
 */
export const ensureTool = async (cache, tool, { program, missing, why, make }) => {
  const target = toolFolder(cache, tool)
  const binary = join(target, tool.name)
  const title = `${tool.name} ${tool.version}`
  if (isExecutable(binary)) {
    remark(title, 'up to date')
    return binary
  }
  const maker = await program()
  if (!maker) throw new TaskError(`${title} has to be ${missing}.`)
  if (!existsSync(dirname(target))) mkdirSync(dirname(target), { recursive: true })
  await withLock(`${target}.lock`, title, async () => {
    if (isExecutable(binary)) return
    await step({ title, why, usually: tool.usually }, () =>
      makeInto(target, (folder) => make(maker, folder)),
    )
  })
  return binary
}
