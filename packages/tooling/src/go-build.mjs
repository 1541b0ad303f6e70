import { copyFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ensureTool, requireVersion } from './cached-tool.mjs'
import { wantedGo } from './go-tools.mjs'
import { onPath } from './paths.mjs'
import { must, run } from './processes.mjs'

/** @typedef {import('./types.d.mts').GoTool} GoTool */

/**
 * @param {string} version such as `go1.26.8`
 * @param {string} wanted such as `1.26.3`
 * @returns {boolean}
 */
export const isAtLeast = (version, wanted) => {
  const numbers = (/** @type {string} */ text) =>
    [...text.matchAll(/\d+/g)].slice(0, 3).map((found) => Number(found[0]))
  const have = numbers(version)
  const [difference = 0] = numbers(wanted)
    .map((number, at) => (have[at] ?? 0) - number)
    .filter((each) => each !== 0)
  return have.length > 0 && difference >= 0
}

/**
 * The Go toolchain if it is new enough to build the tools.
 * @returns {Promise<string | undefined>} absolute path
 */
export const usableGo = async () => {
  const go = onPath('go')
  if (!go) return undefined
  const { code, stdout } = await run(go, ['env', 'GOVERSION'], { cwd: tmpdir() })
  return code === 0 && isAtLeast(stdout, wantedGo) ? go : undefined
}

/**
 * The person's own settings (GOPROXY, GOFLAGS, …) hold. Only what would make
 * another program of it is set: a binary for this machine, outside any workspace.
 * @returns {NodeJS.ProcessEnv}
 */
const goEnvironment = () => {
  const { GOOS, GOARCH, ...rest } = process.env
  return { ...rest, CGO_ENABLED: '0', GOWORK: 'off', GO111MODULE: 'on' }
}

/**
 * @param {GoTool} tool
 * @returns {string[]} arguments of `go get`
 */
const modules = ({ package: path, version, source, requires = [] }) =>
  source ? requires : ['-tool', `${path}@${version}`]

/**
 * `go install` refuses modules with replace directives, hence a module of
 * our own that names the tool.
 * @param {string} go
 * @param {GoTool} tool
 * @param {string} folder empty; gets `out/<name>`
 */
const compile = async (go, tool, folder) => {
  const out = join(folder, 'out', tool.name)
  const inModule = { cwd: folder, env: { ...goEnvironment(), ...tool.environment } }
  await must(go, ['mod', 'init', 'tools'], inModule)
  if (tool.source) copyFileSync(tool.source, join(folder, 'main.go'))
  await must(go, ['get', ...modules(tool)], inModule)
  const flags = ['-trimpath', '-ldflags', tool.ldflags, '-o', out]
  await must(go, ['build', ...flags, tool.package], inModule)
  await requireVersion(tool, out)
}

/**
 * Builds a tool unless the cache has it.
 * @param {string} cache
 * @param {GoTool} tool
 * @returns {Promise<string>} path of the binary
 * @throws {TaskError} when there is no Go that could build it
 */
export const ensureGoTool = (cache, tool) =>
  ensureTool(cache, tool, {
    program: usableGo,
    missing: `built; install Go ${wantedGo} or later`,
    why: 'build from its Go module, once per machine',
    make: (go, folder) => compile(go, tool, folder),
  })
