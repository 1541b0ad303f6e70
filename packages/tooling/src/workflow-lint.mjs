import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { run } from './processes.mjs'
import { workflowTools } from './workflow-tools.mjs'

/** The settings of both, relative to the root. */
const settings = { actionlint: '.github/actionlint.yaml', zizmor: '.github/zizmor.yml' }

const kept = { keptBytes: 1024 * 1024 }

/** @param {string} folder @returns {string[]} names in it; empty when there is no such folder */
const namesIn = (folder) => (existsSync(folder) ? readdirSync(folder).sort() : [])

/**
 * The workflows of a repository and of its examples.
 * @param {string} root
 * @returns {string[]} paths relative to the root
 */
export const workflowFiles = (root) => {
  const places = ['', ...namesIn(join(root, 'examples')).map((name) => join('examples', name))]
  return places.flatMap((place) => {
    const folder = join(place, '.github', 'workflows')
    return namesIn(join(root, folder))
      .filter((name) => /\.ya?ml$/.test(name))
      .map((name) => join(folder, name))
  })
}

/**
 * @typedef {object} Linted
 * @property {string} root whose settings hold
 * @property {string} [folder] where the files are; default: the root
 * @property {string[]} files relative to that folder, because settings go by path
 */

/**
 * What actionlint says about workflows: their syntax, expressions and types.
 * @param {Linted} linted
 * @param {{ actionlint?: string }} [tools]
 * @returns {Promise<string>} empty when all is well
 */
export const lint = async ({ root, folder = root, files }, tools = workflowTools()) => {
  const { actionlint } = tools
  if (!actionlint) return 'actionlint is missing: install Go or actionlint, and run this again.'
  const config = join(root, settings.actionlint)
  const args = ['-no-color', ...(existsSync(config) ? ['-config-file', config] : []), ...files]
  const { code, all } = await run(actionlint, args, { cwd: folder, ...kept })
  return code === 0 ? '' : all.trim() || `actionlint ended with code ${code}.`
}

/**
 * What zizmor says about the security of workflows. It reads nothing but the
 * files, and a file that it cannot read is a complaint too.
 * @param {Linted} linted
 * @param {{ zizmor?: string }} [tools]
 * @returns {Promise<string>} empty when all is well
 */
export const audit = async ({ root, folder = root, files }, tools = workflowTools()) => {
  const { zizmor } = tools
  if (!zizmor) return 'zizmor is missing: install python3 with venv, and run this again.'
  const config = join(root, settings.zizmor)
  const how = ['--offline', '--no-progress', '--quiet', '--strict-collection', '--color=never']
  const what = ['--persona=regular', '--format=plain']
  const own = existsSync(config) ? [`--config=${config}`] : ['--no-config']
  const { code, all } = await run(zizmor, [...how, ...what, ...own, ...files], {
    cwd: folder,
    ...kept,
  })
  return code === 0 ? '' : all.trim() || `zizmor ended with code ${code}.`
}

/**
 * Checks the workflows of the repository and of its examples, and what updates them.
 * @param {string} root
 * @param {{ actionlint?: string, zizmor?: string }} [tools]
 * @returns {Promise<string[]>} complaints; a linter that is missing is one
 */
export const lintWorkflows = async (root, tools) => {
  const files = workflowFiles(root)
  if (files.length === 0) return []
  const updates = join('.github', 'dependabot.yml')
  const audited = existsSync(join(root, updates)) ? [...files, updates] : files
  const said = await Promise.all([
    lint({ root, files }, tools),
    audit({ root, files: audited }, tools),
  ])
  return said.filter((text) => text !== '')
}
