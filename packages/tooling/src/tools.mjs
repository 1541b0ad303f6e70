import { recordedEngine } from './engine.mjs'
import { TaskError } from './errors.mjs'
import { goTools } from './go-tools.mjs'
import { cacheFolder, onPath } from './paths.mjs'
import { findBusybox, findRunc } from './system-packages.mjs'
import { installed, workflowTools } from './workflow-tools.mjs'

/**
 * @typedef {object} DockerTools Docker builds the images and runs the registry as a container
 * @property {'docker'} engine
 * @property {string} docker
 * @property {undefined} [buildkitd]
 * @property {undefined} [buildx] it is part of Docker: `docker buildx`
 * @property {undefined} [registry]
 * @property {undefined} [runc]
 * @property {undefined} [busybox]
 * @property {string} [actionlint]
 * @property {string} [trivy] absent where Go is not installed
 * @property {string} [trivyFixtureDb] `trivy-fixture-db FOLDER UPDATED_AT FIXTURES`
 * @property {string} [cosign] absent where Go is not installed, and where no test was run
 * @property {string} [act] likewise
 * @property {string} [zizmor] absent where Python cannot make virtual environments
 */

/**
 * @typedef {object} BuildkitTools
 * @property {'buildkit'} engine
 * @property {undefined} [docker]
 * @property {string} buildkitd
 * @property {string} buildx stand-alone, also usable as a Docker plugin
 * @property {string} registry
 * @property {string} runc
 * @property {string} busybox static
 * @property {string} [actionlint] absent where neither Go nor actionlint is installed
 * @property {string} [trivy]
 * @property {string} [trivyFixtureDb]
 * @property {string} [cosign]
 * @property {string} [act]
 * @property {string} [zizmor]
 */

/** @typedef {DockerTools | BuildkitTools} Tools all paths are absolute */

/**
 * @param {string} what
 * @param {string | undefined} path
 * @returns {string}
 */
const present = (what, path) => {
  if (path) return path
  throw new TaskError(
    `There is no ${what} on this machine. Run \`npm run demo\` or \`npm test\` first: they set it up.`,
  )
}

/**
 * Finds the real tools that set-up left on this machine. Starts nothing.
 * @param {import('./types.d.mts').Environment} [env]
 * @returns {Tools}
 * @throws {TaskError} when set-up has not run, or what it made is gone
 */
export const locateTools = (env = process.env) => {
  const cache = cacheFolder(env)
  const built = (/** @type {import('./types.d.mts').GoTool} */ tool) => installed(tool, cache)
  const trivy = built(goTools.trivy)
  const trivyFixtureDb = built(goTools.trivyFixtureDb)
  const cosign = built(goTools.cosign)
  const others = {
    ...workflowTools(env),
    ...(trivy && { trivy }),
    ...(trivyFixtureDb && { trivyFixtureDb }),
    ...(cosign && { cosign }),
  }
  const engine = present('build engine', recordedEngine(cache))
  if (engine === 'docker')
    return { engine, docker: present('docker', onPath('docker', env)), ...others }
  return {
    engine: 'buildkit',
    buildkitd: present('buildkitd', built(goTools.buildkitd)),
    buildx: present('buildx', built(goTools.buildx)),
    registry: present('registry', built(goTools.registry)),
    runc: present('runc', findRunc(env)),
    busybox: present('static busybox', findBusybox(env)),
    ...others,
  }
}
