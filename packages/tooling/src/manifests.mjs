import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { TaskError } from './errors.mjs'

/** @typedef {import('./types.d.mts').Input} Input */
/** @typedef {import('./types.d.mts').Manifest} Manifest */

/** @typedef {Record<string, unknown>} Mapping */

/** @param {unknown} value @returns {Mapping} */
const mapping = (value) =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : {}

/** @param {unknown} value */
const textOf = (value) => (value === undefined || value === null ? '' : String(value))

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

/** @param {unknown} inputs @returns {Input[]} */
const inputsOf = (inputs) =>
  Object.entries(mapping(inputs)).map(([name, value]) => {
    const { description, required, default: preset } = mapping(value)
    return {
      name,
      description: textOf(description),
      required: required === true || required === 'true',
      default: preset === undefined || preset === null ? undefined : String(preset),
    }
  })

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
  return {
    folder,
    name,
    description,
    inputs: inputsOf(inputs),
    outputs: Object.entries(mapping(outputs)).map(([output, value]) => ({
      name: output,
      description: textOf(mapping(value).description),
    })),
    ...frontComment(readIfPresent(join(root, 'actions', folder, 'README.md'))),
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
