import { join } from 'node:path'
import { ensureGoTool, usableGo } from './go-build.mjs'
import { goTools, wantedGo } from './go-tools.mjs'
import { cacheFolder, isExecutable, onPath, toolFolder } from './paths.mjs'
import { remark } from './progress.mjs'
import { ensurePythonTool, usablePython, wantedPython } from './python-install.mjs'
import { pythonTools } from './python-tools.mjs'

/** @typedef {import('./types.d.mts').Environment} Environment */

const { actionlint, act } = goTools
const { zizmor } = pythonTools

/**
 * A tool that set-up put into the cache.
 * @param {{ name: string, version: string }} tool
 * @param {string} cache
 * @returns {string | undefined} absolute path
 */
export const installed = (tool, cache) => {
  const file = join(toolFolder(cache, tool), tool.name)
  return isExecutable(file) ? file : undefined
}

/**
 * The programs for workflows: `actionlint` checks their syntax, `zizmor` audits
 * their security, `act` runs them. The search path is second choice for the first
 * one only: what the others say depends on their version.
 * @param {Environment} [env]
 * @returns {{ actionlint?: string, zizmor?: string, act?: string }} absolute paths of those that are there
 */
export const workflowTools = (env = process.env) => {
  const cache = cacheFolder(env)
  const linter = installed(actionlint, cache) ?? onPath('actionlint', env)
  const auditor = installed(zizmor, cache)
  const runner = installed(act, cache)
  return {
    ...(linter && { actionlint: linter }),
    ...(auditor && { zizmor: auditor }),
    ...(runner && { act: runner }),
  }
}

/**
 * Makes sure that actionlint and zizmor are there to check the workflows. What
 * cannot be had is named; `check` fails without it.
 * @param {string} cache
 */
export const ensureLinters = async (cache) => {
  if (installed(actionlint, cache) || (await usableGo())) await ensureGoTool(cache, actionlint)
  else if (onPath('actionlint')) remark('actionlint', 'found')
  else remark('actionlint', `none, workflows are not checked; needs Go ${wantedGo} or actionlint`)
  if (installed(zizmor, cache) || (await usablePython())) await ensurePythonTool(cache, zizmor)
  else remark('zizmor', `none, workflows are not audited; needs ${wantedPython}`)
}

/**
 * Makes sure that whole workflows can be run. Without Go they are not, which is
 * said.
 * @param {string} cache
 */
export const ensureWorkflowRunner = async (cache) => {
  if (installed(act, cache) || (await usableGo())) await ensureGoTool(cache, act)
  else remark('act', `none, workflows are not run; needs Go ${wantedGo}`)
}
