import { copyFileSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { removeLeftovers } from './drafts.mjs'
import { messageOf, TaskError } from './errors.mjs'
import { withLock } from './lock.mjs'
import { isExecutable, onPath, toolFolder } from './paths.mjs'
import { must, run } from './processes.mjs'
import { remark, step } from './progress.mjs'

/** @typedef {import('./types.d.mts').PythonTool} PythonTool */

/** What a person has to install where there is no usable Python. */
export const wantedPython = 'python3 with its module venv (package python3-venv on Debian)'

const probeLimit = { timeLimit: 20_000 }

/**
 * A Python that can make a virtual environment. Debian splits `venv` off, and
 * then only its part `ensurepip` is missing.
 * @returns {Promise<string | undefined>} absolute path
 */
export const usablePython = async () => {
  const python = onPath('python3')
  if (!python) return undefined
  const { code } = await run(python, ['-c', 'import venv, ensurepip'], probeLimit)
  return code === 0 ? python : undefined
}

/**
 * @param {PythonTool} tool
 * @returns {string} for `pip install --requirement`
 */
const requirements = ({ name, version, sha256 }) =>
  `${name}==${version}${sha256.map((hash) => ` --hash=sha256:${hash}`).join('')}\n`

/**
 * Installs with the person's own settings of pip (its index, its certificates).
 * @param {string} python
 * @param {PythonTool} tool
 * @param {string} folder empty; gets `out/<name>`
 */
const install = async (python, tool, folder) => {
  const environment = join(folder, 'environment')
  const wanted = join(folder, 'requirements.txt')
  writeFileSync(wanted, requirements(tool))
  await must(python, ['-m', 'venv', environment])
  const quiet = ['--no-input', '--disable-pip-version-check', '--quiet']
  const exact = ['--no-deps', '--only-binary', ':all:', '--require-hashes', '--requirement', wanted]
  await must(join(environment, 'bin', 'python'), ['-m', 'pip', 'install', ...quiet, ...exact])
  // a binary of its own, so it needs nothing of the environment, which cannot be moved
  const out = join(folder, 'out', tool.name)
  mkdirSync(dirname(out))
  copyFileSync(join(environment, 'bin', tool.name), out)
  const { all } = await must(out, tool.versionArgs)
  if (!all.includes(tool.version))
    throw new TaskError(`${tool.name} should say that it is ${tool.version}, but says: ${all}`)
}

/**
 * @param {string} python
 * @param {PythonTool} tool
 * @param {string} target
 */
const installInto = async (python, tool, target) => {
  removeLeftovers(target)
  const folder = mkdtempSync(`${target}.build-`)
  try {
    await install(python, tool, folder)
    rmSync(target, { recursive: true, force: true })
    renameSync(join(folder, 'out'), target)
  } catch (error) {
    if (!(error instanceof TaskError)) throw error
    const why = `${tool.name} ${tool.version} could not be installed with pip.`
    const remedy = 'It takes a network, or a package index or folder that pip is configured for.'
    throw new TaskError(`${why} ${remedy}\n${messageOf(error)}`)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/**
 * Installs a tool from its Python package unless the cache has it. The binary
 * appears in one step, so an interrupted installation leaves nothing that looks
 * complete.
 * @param {string} cache
 * @param {PythonTool} tool
 * @returns {Promise<string>} path of the binary
 * @throws {TaskError} when there is no Python for it, or pip cannot get it
 */
export const ensurePythonTool = async (cache, tool) => {
  const target = toolFolder(cache, tool)
  const binary = join(target, tool.name)
  const title = `${tool.name} ${tool.version}`
  if (isExecutable(binary)) {
    remark(title, 'up to date')
    return binary
  }
  const python = await usablePython()
  if (!python) throw new TaskError(`${title} has to be installed; it needs ${wantedPython}.`)
  await withLock(`${target}.lock`, title, async () => {
    if (isExecutable(binary)) return
    const why = 'install with pip, once per machine'
    await step({ title, why, usually: tool.usually }, () => installInto(python, tool, target))
  })
  return binary
}
