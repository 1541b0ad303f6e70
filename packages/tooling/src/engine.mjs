import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { systemCode, TaskError } from './errors.mjs'
import { ensureGoTool, usableGo } from './go-build.mjs'
import { goTools, wantedGo } from './go-tools.mjs'
import { isExecutable, onPath, toolFolder } from './paths.mjs'
import { run } from './processes.mjs'
import { remark } from './progress.mjs'
import { ensureSystemPackages } from './system-packages.mjs'

/** @typedef {'docker' | 'buildkit'} Engine */

/** What the engine `buildkit` consists of, besides runc and busybox. */
export const engineTools = [goTools.registry, goTools.buildkitd, goTools.buildx]

const dockerLimit = { timeLimit: 10_000 }

/** @param {string} cache */
const choiceFile = (cache) => join(cache, 'engine.json')

/**
 * Whether Docker answers, runs Linux containers and has a buildx with a
 * builder that works.
 * @returns {Promise<boolean>}
 */
const dockerWorks = async () => {
  const docker = onPath('docker')
  if (!docker) return false
  const server = await run(docker, ['version', '--format', '{{.Server.Os}}'], dockerLimit)
  if (server.code !== 0 || server.stdout.trim() !== 'linux') return false
  const builder = await run(docker, ['buildx', 'inspect'], dockerLimit)
  // an unreachable node is reported in the text, with exit code 0
  return builder.code === 0 && !/^\s*Error:/m.test(builder.all)
}

const impossible = `The demo and the tests build real container images, and this machine has nothing to do that with. Install either of:
  - Docker with buildx, and start it (\`docker buildx inspect\` must work)
  - Go ${wantedGo} or later, on Linux as root: BuildKit is then built from source, once`

/** @param {string} cache */
const buildkitPossible = async (cache) => {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false
  const built = engineTools.every((tool) => isExecutable(join(toolFolder(cache, tool), tool.name)))
  return built || (await usableGo()) !== undefined
}

/**
 * @param {string} cache
 * @returns {Promise<Engine>}
 * @throws {TaskError} that says what to install
 */
const chooseEngine = async (cache) => {
  if (await dockerWorks()) return 'docker'
  if (await buildkitPossible(cache)) return 'buildkit'
  throw new TaskError(impossible)
}

/**
 * Makes sure that real images can be built: with Docker where it works, else
 * with BuildKit, buildx and a registry built here.
 * @param {string} cache
 */
export const ensureEngine = async (cache) => {
  const engine = await chooseEngine(cache)
  remark('build engine', engine === 'docker' ? 'Docker with buildx' : 'BuildKit without Docker')
  if (engine === 'buildkit') {
    await ensureSystemPackages(cache)
    for (const tool of engineTools) await ensureGoTool(cache, tool)
  }
  mkdirSync(cache, { recursive: true })
  const draft = `${choiceFile(cache)}.${process.pid}`
  writeFileSync(draft, `${JSON.stringify({ engine })}\n`)
  renameSync(draft, choiceFile(cache))
}

/**
 * The choice that the last set-up on this machine made.
 * @param {string} cache
 * @returns {Engine | undefined}
 */
export const recordedEngine = (cache) => {
  try {
    const { engine } = JSON.parse(readFileSync(choiceFile(cache), 'utf8'))
    return engine === 'docker' || engine === 'buildkit' ? engine : undefined
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined
    throw error
  }
}

/** What real scans need: the scanner, and what makes small databases for it. */
export const scannerTools = [goTools.trivyFixtureDb, goTools.trivy]

/**
 * Makes sure that images can be scanned. Docker alone has no scanner, so it
 * takes Go on every machine; without it the demo leaves that part out.
 * @param {string} cache
 */
export const ensureScanner = async (cache) => {
  const built = scannerTools.every((tool) => isExecutable(join(toolFolder(cache, tool), tool.name)))
  if (built || (await usableGo())) for (const tool of scannerTools) await ensureGoTool(cache, tool)
  else remark('trivy', `none, images are not scanned; needs Go ${wantedGo}`)
}

/**
 * Makes sure that a second verifier is there, which tests compare with. Without
 * Go they compare with nothing, which is said.
 * @param {string} cache
 */
export const ensureSecondVerifier = async (cache) => {
  const { cosign } = goTools
  const built = isExecutable(join(toolFolder(cache, cosign), cosign.name))
  if (built || (await usableGo())) await ensureGoTool(cache, cosign)
  else remark('cosign', `none, attestations are not compared with it; needs Go ${wantedGo}`)
}
