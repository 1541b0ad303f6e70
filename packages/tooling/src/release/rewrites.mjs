import { parse } from 'yaml'

/** What users write before the name of an action. */
export const repository = 'org/ci-kit'

/**
 * A manifest for the folder of the action at the root of a tag: the bundles
 * are one folder nearer.
 * @param {string} manifest text of `actions/<name>/action.yml`
 * @returns {string}
 */
export const rootManifest = (manifest) => manifest.replaceAll('../../dist/', '../dist/')

/**
 * Whether other workflows can call this one.
 * @param {string} workflow YAML
 */
export const isReusable = (workflow) => {
  const on = parse(workflow)?.on
  if (typeof on === 'string') return on === 'workflow_call'
  if (Array.isArray(on)) return on.includes('workflow_call')
  return typeof on === 'object' && on !== null && Object.hasOwn(on, 'workflow_call')
}

/** The value of a `uses:`, as far as it names a file or folder of this repository. */
const selfReference = /^([ \t]*(?:-[ \t]+)?uses:[ \t]*['"]?)\$\/([^\s'"#]+)/gm

/**
 * What a workflow uses of its own repository.
 * @param {string} workflow
 * @returns {string[]} paths, such as `actions/attest`
 */
export const selfReferences = (workflow) =>
  [...workflow.matchAll(selfReference)].map(([, , path = '']) => path)

/**
 * A workflow for act, which knows neither `$/` nor environments without a
 * deployment.
 * @param {string} workflow
 * @returns {string}
 */
export const forAct = (workflow) =>
  workflow
    .replace(
      selfReference,
      (_, before, path) => `${before}${repository}/${path.replace(/^actions\//, '')}@v1`,
    )
    .replace(/^[ \t]*deployment: false\n/gm, '')
