import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { withLock } from './lock.mjs'
import { pathWithout } from './paths.mjs'
import { must } from './processes.mjs'
import { remark, step } from './progress.mjs'

/**
 * The lock file's entries, of `package-lock.json` (version 3) and of the copy
 * that npm writes into node_modules when an install is complete.
 * @typedef {Record<string, { version?: string, integrity?: string, link?: boolean, optional?: boolean }>} LockEntries
 */

const title = 'node modules'

/** @param {string} folder */
const foldersIn = (folder) =>
  existsSync(folder)
    ? readdirSync(folder, { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map((entry) => join(folder, entry.name))
        .sort()
    : []

/**
 * Every package of this repository: `packages/*` and `actions/*`.
 * @param {string} root
 * @returns {string[]} absolute folders that hold a package.json
 */
export const workspaceFolders = (root) =>
  ['packages', 'actions']
    .flatMap((name) => foldersIn(join(root, name)))
    .filter((folder) => existsSync(join(folder, 'package.json')))

/**
 * What an install depends on.
 * @param {string} root
 * @returns {string} SHA-256, hexadecimal
 */
export const installKey = (root) => {
  const hash = createHash('sha256').update(`${process.platform} ${process.arch}`)
  const manifests = [root, ...workspaceFolders(root)].map((folder) => join(folder, 'package.json'))
  for (const file of [join(root, 'package-lock.json'), ...manifests])
    hash.update('\0').update(readFileSync(file))
  return hash.digest('hex')
}

/** @param {string} file @returns {LockEntries} */
const entriesOf = (file) =>
  existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).packages : {}

/**
 * Whether npm finished an install of just this lock file, also one that was
 * started by hand: its hidden lock file is the last thing that it writes.
 * @param {string} root
 * @returns {boolean}
 */
export const isInstalled = (root) => {
  const wanted = entriesOf(join(root, 'package-lock.json'))
  const present = entriesOf(join(root, 'node_modules', '.package-lock.json'))
  return Object.entries(wanted).every(([path, { version, integrity, link, optional }]) => {
    if (!path.startsWith('node_modules/') && !path.includes('/node_modules/')) return true
    const found = present[path]
    if (!found) return optional === true
    if (!existsSync(join(root, path))) return false
    return link === true || (found.version === version && found.integrity === integrity)
  })
}

/**
 * Whether node_modules holds just what the lock file and the packages'
 * manifests ask for.
 * @param {string} root
 * @returns {boolean}
 */
const isCurrent = (root) => {
  const stamp = stampFile(root)
  if (!existsSync(join(root, 'node_modules', '.package-lock.json')) || !isInstalled(root))
    return false
  return !existsSync(stamp) || readFileSync(stamp, 'utf8') === installKey(root)
}

/** @param {string} root */
const stampFile = (root) => join(root, 'node_modules', '.ci-kit-installed')

/** @param {string} root */
const install = async (root) => {
  const key = installKey(root)
  await must('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    env: { ...process.env, PATH: pathWithout(root) },
    graceMs: 500, // npm finishes its work before it obeys; this is done again anyway
  })
  writeFileSync(stampFile(root), key)
}

/**
 * Makes node_modules match package-lock.json. An install that was cut short
 * is done again; two runs in one checkout install once.
 * @param {string} root
 */
export const ensureNodeModules = async (root) => {
  if (isCurrent(root)) return remark(title, 'up to date')
  await withLock(join(root, '.ci-kit', 'node-modules.lock'), title, async () => {
    if (isCurrent(root)) return
    const why = existsSync(join(root, 'node_modules'))
      ? 'install, they differ from package-lock.json'
      : 'install, there are none yet'
    await step({ title, why, usually: '15 s' }, () => install(root))
  })
}
