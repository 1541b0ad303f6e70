import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { TaskError } from './errors.mjs'
import { blockWith } from './yaml-blocks.mjs'
import { inputsOf, mapping, outputsOf, textOf } from './yaml-fields.mjs'

/** @typedef {import('./types.d.mts').Manifest} Manifest */

/** @param {unknown} value @returns {string[]} a list, `a, b` or a mapping as `key: value` */
const listOf = (value) => {
  if (Array.isArray(value)) return value.map(textOf)
  if (typeof value === 'string') return value.split(',').map((item) => item.trim())
  return Object.entries(mapping(value)).map(([key, item]) => `${key}: ${textOf(item)}`)
}

/**
 * What a README says for the catalog in an HTML comment at its very start:
 * YAML with `permissions` and `events`.
 * @param {string} readme
 * @returns {{ permissions: string[], events: string[] }}
 */
export const frontComment = (readme) => {
  const [, comment] = /^\s*<!--([\s\S]*?)-->/.exec(readme) ?? []
  const { permissions, events } = mapping(comment === undefined ? {} : parse(comment))
  return { permissions: listOf(permissions), events: listOf(events) }
}

/** @param {string} file */
const readIfPresent = (file) => (existsSync(file) ? readFileSync(file, 'utf8') : '')

/**
 * @param {string} root
 * @param {string} folder
 * @returns {Manifest}
 */
const readManifest = (root, folder) => {
  const file = join('actions', folder, 'action.yml')
  const { name, description, inputs, outputs } = mapping(
    parse(readFileSync(join(root, file), 'utf8')),
  )
  if (typeof name !== 'string' || typeof description !== 'string')
    throw new TaskError(`${file} needs a name and a description.`)
  const readme = readIfPresent(join(root, 'actions', folder, 'README.md'))
  return {
    folder,
    name,
    description,
    inputs: inputsOf(inputs),
    outputs: outputsOf(outputs),
    example: blockWith(readme, `uses: org/ci-kit/${folder}@`),
    ...frontComment(readme),
  }
}

/**
 * Every action that has an action.yml, by name.
 * @param {string} root
 * @returns {Manifest[]}
 */
export const readManifests = (root) => {
  const actions = join(root, 'actions')
  if (!existsSync(actions)) return []
  return readdirSync(actions)
    .filter((folder) => existsSync(join(actions, folder, 'action.yml')))
    .sort()
    .map((folder) => readManifest(root, folder))
}
