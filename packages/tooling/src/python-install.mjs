import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { ensureTool, requireVersion } from './cached-tool.mjs'
import { messageOf, TaskError } from './errors.mjs'
import { onPath } from './paths.mjs'
import { must, run } from './processes.mjs'

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
  await requireVersion(tool, out)
}

/**
 * @param {string} python
 * @param {PythonTool} tool
 * @param {string} folder
 * @throws {TaskError} that says what it takes
 */
const installOrExplain = async (python, tool, folder) => {
  try {
    await install(python, tool, folder)
  } catch (error) {
    if (!(error instanceof TaskError)) throw error
    const why = `${tool.name} ${tool.version} could not be installed with pip.`
    const remedy = 'It takes a network, or a package index or folder that pip is configured for.'
    throw new TaskError(`${why} ${remedy}\n${messageOf(error)}`)
  }
}

/**
 * Installs a tool from its Python package unless the cache has it.
 * @param {string} cache
 * @param {PythonTool} tool
 * @returns {Promise<string>} path of the binary
 * @throws {TaskError} when there is no Python for it, or pip cannot get it
 */
export const ensurePythonTool = (cache, tool) =>
  ensureTool(cache, tool, {
    program: usablePython,
    missing: `installed; it needs ${wantedPython}`,
    why: 'install with pip, once per machine',
    make: (python, folder) => installOrExplain(python, tool, folder),
  })
