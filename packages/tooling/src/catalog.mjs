import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { actionSection, actionsTable, inputsTable, outputsTable } from './catalog-actions.mjs'
import { workflowSections, workflowsTable } from './catalog-workflows.mjs'
import { readManifests } from './manifests.mjs'
import { between } from './markdown.mjs'
import { readReusableWorkflows } from './reusable-workflows.mjs'

/** @typedef {import('./types.d.mts').Manifest} Manifest */
/** @typedef {import('./types.d.mts').ReusableWorkflow} ReusableWorkflow */

/** @typedef {{ file: string, content: string }} Generated a path under the root, and what belongs there */

/**
 * @param {Manifest[]} manifests
 * @param {ReusableWorkflow[]} workflows
 * @returns {string}
 */
const catalog = (manifests, workflows) =>
  `${[
    '<!-- Generated from actions/*/action.yml and .github/workflows by `npm run build`. -->',
    '# Action catalog',
    actionsTable(manifests),
    ...manifests.map(actionSection),
    ...workflowSections(workflows),
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
 * Every text that is made from manifests and workflows: the catalog, and the README
 * files that hold comments such as `<!-- inputs:start -->`.
 * @param {string} root
 * @returns {Generated[]}
 */
export const generated = (root) => {
  const manifests = readManifests(root)
  const workflows = readReusableWorkflows(root)
  return [
    { file: 'action-catalog.md', content: catalog(manifests, workflows) },
    ...withTables(root, 'README.md', {
      actions: actionsTable(manifests),
      workflows: workflowsTable(workflows),
    }),
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
