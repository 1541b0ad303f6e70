import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import { workspaceFolders } from './node-modules.mjs'

/** Where the bundler itself lives: another bundler, other bundles. */
const bundlerSources = ['ncc-worker.mjs', 'licenses.mjs'].map(
  (name) => new URL(`./${name}`, import.meta.url),
)

/**
 * Every action written in TypeScript.
 * @param {string} root
 * @returns {string[]} absolute folders
 */
export const bundledActions = (root) =>
  workspaceFolders(root).filter(
    (folder) =>
      relative(root, folder).startsWith('actions') && existsSync(join(folder, 'src', 'main.ts')),
  )

/**
 * @param {string} root
 * @returns {string[]} names under `dist/`
 */
export const distFolders = (root) =>
  existsSync(join(root, 'dist')) ? readdirSync(join(root, 'dist')).sort() : []

/**
 * All files below a folder, relative to it, sorted.
 * @param {string} folder
 * @returns {string[]} empty when there is no such folder
 */
export const filesBelow = (folder) =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((file) => statSync(join(folder, file)).isFile())
        .sort()
    : []

/**
 * A package of this repository and those that it depends on.
 * @param {string} root
 * @param {string} folder
 * @returns {string[]} absolute folders, sorted
 */
export const dependencyFolders = (root, folder) => {
  const manifest = (/** @type {string} */ of) =>
    JSON.parse(readFileSync(join(of, 'package.json'), 'utf8'))
  const byName = new Map(workspaceFolders(root).map((of) => [manifest(of).name, of]))
  const found = new Set([folder])
  for (const each of found) // a set grows while it is walked
    for (const name of Object.keys(manifest(each).dependencies ?? {})) {
      const dependency = byName.get(name)
      if (dependency) found.add(dependency)
    }
  return [...found].sort()
}

/** @param {string} folder @param {(file: string) => boolean} wanted */
const hashOf = (folder, wanted) => {
  const hash = createHash('sha256')
  for (const file of filesBelow(folder).filter(wanted))
    hash
      .update(`${file}\0`)
      .update(readFileSync(join(folder, file)))
      .update('\0')
  return hash.digest('hex')
}

/**
 * What a bundle is made of: the compiled files of the action and of the
 * packages it depends on, the lock file, and the bundler.
 * @param {string} root
 * @param {string} action absolute folder
 * @returns {string} SHA-256, hexadecimal
 */
export const inputsKey = (root, action) => {
  const hash = createHash('sha256').update(readFileSync(join(root, 'package-lock.json')))
  for (const source of bundlerSources) hash.update(readFileSync(source))
  for (const folder of dependencyFolders(root, action)) {
    hash.update(readFileSync(join(folder, 'package.json')))
    hash.update(hashOf(join(folder, 'lib'), (file) => file.endsWith('.js')))
  }
  return hash.digest('hex')
}

/**
 * @param {string} folder
 * @returns {string} SHA-256 over names and contents, hexadecimal
 */
export const outputsKey = (folder) => hashOf(folder, () => true)
