import { cell, code, fenced, listed, table } from './markdown.mjs'

/** @typedef {import('./types.d.mts').Manifest} Manifest */

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
 * @param {Pick<Manifest, 'outputs'>} of an action or a workflow
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

/**
 * What the catalog says about one action.
 * @param {Manifest} manifest
 * @returns {string}
 */
export const actionSection = (manifest) =>
  [
    `## ${manifest.folder}`,
    cell(manifest.description),
    code(`uses: org/ci-kit/${manifest.folder}@v1`),
    ...listed('Permissions', manifest.permissions),
    ...listed('Events', manifest.events),
    ...(manifest.example === undefined ? [] : ['### Example', fenced(manifest.example)]),
    '### Inputs',
    inputsTable(manifest),
    '### Outputs',
    outputsTable(manifest),
  ].join('\n\n')
