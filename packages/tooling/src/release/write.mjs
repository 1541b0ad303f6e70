import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { TaskError } from '../errors.mjs'

/** @typedef {import('./types.d.mts').TreeFiles} TreeFiles */

/**
 * @param {string} folder
 * @throws {TaskError} when there is something in it
 */
export const requireEmpty = (folder) => {
  if (existsSync(folder) && readdirSync(folder).length > 0)
    throw new TaskError(`${folder} is not empty. Name a folder that is new or empty.`)
}

/**
 * @param {TreeFiles} files
 * @param {string} into a folder that is new or empty
 */
export const writeFiles = (files, into) => {
  requireEmpty(into)
  for (const [path, content] of files) {
    mkdirSync(dirname(join(into, path)), { recursive: true })
    writeFileSync(join(into, path), content, { mode: 0o644 })
  }
}
