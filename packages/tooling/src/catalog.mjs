import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readManifests } from './manifests.mjs'
import { between, cell, code, table } from './markdown.mjs'

/** @typedef {import('./types.d.mts').Manifest} Manifest */

/** @typedef {{ file: string, content: string }} Generated a path under the root, and what belongs there */

/**
 * @param {Manifest} manifest
 * @returns {string}
 */
export const inputsTable = ({ inputs }) =>
  inputs.length === 0
    ? 'No inputs.'
    : table(
        ['Input', 'Description', 'Required', 'Default'],
        inputs.map((input) => [
          code(input.name),
          cell(input.description),
          input.required ? 'yes' : 'no',
          code(input.default ?? ''),
        ]),
      )

/**
 * @param {Manifest} manifest
 * @returns {string}
 */
export const outputsTable = ({ outputs }) =>
  outputs.length === 0
    ? 'No outputs.'
    : table(
        ['Output', 'Description'],
        outputs.map((output) => [code(output.name), cell(output.description)]),
      )

/**
 * @param {Manifest[]} manifests
 * @returns {string}
 */
export const actionsTable = (manifests) =>
  table(
    ['Action', 'What it does'],
    manifests.map(({ folder, description }) => [
      `[${code(folder)}](actions/${folder}/README.md)`,
      cell(description),
    ]),
  )

/** @param {string} title @param {string[]} items */
const listed = (title, items) =>
  items.length === 0 ? [] : [`${title}: ${items.map(code).join(', ')}`]

/** @param {Manifest} manifest */
const section = (manifest) =>
  [
    `## ${manifest.folder}`,
    cell(manifest.description),
    code(`uses: org/ci-kit/${manifest.folder}@v1`),
    ...listed('Permissions', manifest.permissions),
    ...listed('Events', manifest.events),
    '### Inputs',
    inputsTable(manifest),
    '### Outputs',
    outputsTable(manifest),
  ].join('\n\n')

/**
 * @param {Manifest[]} manifests
 * @returns {string}
 */
export const catalog = (manifests) =>
  `${[
    '<!-- Generated from actions/*/action.yml by `npm run build`. -->',
    '# Action catalog',
    actionsTable(manifests),
    ...manifests.map(section),
  ].join('\n\n')}\n`

/**
 * @param {string} root
 * @param {string} file
 * @param {Record<string, string>} tables content by the name in its two comments
 * @returns {Generated[]} empty when there is no such file
 */
const withTables = (root, file, tables) => {
  if (!existsSync(join(root, file))) return []
  const text = readFileSync(join(root, file), 'utf8')
  const content = Object.entries(tables).reduce(
    (done, [name, body]) => between(done, name, body, file),
    text,
  )
  return [{ file, content }]
}

/**
 * Every text that is made from the manifests: the catalog, and the README
 * files that hold comments such as `<!-- inputs:start -->`.
 * @param {string} root
 * @returns {Generated[]}
 */
export const generated = (root) => {
  const manifests = readManifests(root)
  return [
    { file: 'action-catalog.md', content: catalog(manifests) },
    ...withTables(root, 'README.md', { actions: actionsTable(manifests) }),
    ...manifests.flatMap((manifest) =>
      withTables(root, join('actions', manifest.folder, 'README.md'), {
        inputs: inputsTable(manifest),
        outputs: outputsTable(manifest),
      }),
    ),
  ]
}

/**
 * @param {string} root
 * @returns {Generated[]} those that differ from what is on disk
 */
export const stale = (root) =>
  generated(root).filter(({ file, content }) => {
    const path = join(root, file)
    return !existsSync(path) || readFileSync(path, 'utf8') !== content
  })

/**
 * Writes what is stale.
 * @param {string} root
 * @returns {string[]} the files written
 */
export const writeGenerated = (root) =>
  stale(root).map(({ file, content }) => {
    writeFileSync(join(root, file), content)
    return file
  })
