import { accessSync, constants, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

/** @typedef {import('./types.d.mts').Environment} Environment */

/** The folder of this checkout, absolute, without a slash at its end. */
export const repositoryRoot = resolve(fileURLToPath(new URL('../../../', import.meta.url)))

/**
 * Where built tools are kept: outside every checkout, so that a fresh clone
 * does not build them again. `$CI_KIT_CACHE`, else `$XDG_CACHE_HOME/ci-kit`,
 * else `~/.cache/ci-kit`.
 * @param {Environment} [env]
 * @returns {string} absolute
 */
export const cacheFolder = (env = process.env) => {
  if (env.CI_KIT_CACHE) return resolve(env.CI_KIT_CACHE)
  return resolve(env.XDG_CACHE_HOME || join(env.HOME || homedir(), '.cache'), 'ci-kit')
}

/**
 * Where one version of a tool lives for this platform.
 * @param {string} cache
 * @param {{ name: string, version: string }} tool
 * @returns {string} a folder, absolute
 */
export const toolFolder = (cache, { name, version }) =>
  join(cache, 'tools', name, `${version}-${process.platform}-${process.arch}`)

/**
 * @param {string} file
 * @returns {boolean} whether it is a file that may be run
 */
export const isExecutable = (file) => {
  try {
    accessSync(file, constants.X_OK)
    return statSync(file).isFile()
  } catch {
    return false // absent and not permitted are the same answer here
  }
}

/** Root's PATH often lacks these, and runc is installed there. */
const systemFolders = ['/usr/local/sbin', '/usr/sbin', '/sbin']

/**
 * Every program of that name on the search path, in order.
 * @param {string} name
 * @param {Environment} [env]
 * @returns {string[]} absolute paths
 */
export const allOnPath = (name, env = process.env) =>
  [...(env.PATH ?? '').split(delimiter), ...(env.PATH === '' ? [] : systemFolders)]
    .filter((folder) => folder !== '')
    .map((folder) => resolve(folder, name))
    .filter(isExecutable)

/**
 * @param {string} name
 * @param {Environment} [env]
 * @returns {string | undefined} absolute path
 */
export const onPath = (name, env = process.env) => allOnPath(name, env)[0]

/**
 * The search path without this checkout's own programs: they vanish while
 * `npm ci` runs.
 * @param {string} root
 * @param {Environment} [env]
 * @returns {string}
 */
export const pathWithout = (root, env = process.env) =>
  (env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => resolve(folder) !== join(root, 'node_modules', '.bin'))
    .join(delimiter)
