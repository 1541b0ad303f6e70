import { chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { childProcesses } from '@ci-kit/core/adapters/child-process'
import { Cancelled } from '@ci-kit/core/run-action'
import type { BuildPlan } from '@ci-kit/docker-cache/build-command'
import { buildx } from '@ci-kit/docker-cache/buildx'
import type { SolveStatus } from '@ci-kit/docker-cache/solve-status'
import { describe, expect, test } from '@jest/globals'
import { folderWith } from './folders.ts'

const DIGEST = `sha256:${'d'.repeat(64)}`

const plan: BuildPlan = {
  context: 'services/a b',
  file: undefined,
  target: undefined,
  platforms: [],
  buildArgs: ['QUOTED=a "b" $(c)'],
  references: ['ghcr.io/org/app:1'],
  push: true,
  cacheFrom: [],
  cacheTo: undefined,
}

/**
 * A program that stands where buildx would. It writes down how it was started,
 * and then does what the given lines say; `metadata(text)` writes the metadata file.
 */
const fakeBuildx = (lines: string): { bin: string; started: () => Started } => {
  const bin = folderWith()
  const record = join(bin, 'started.json')
  const program = join(bin, 'buildx')
  writeFileSync(
    program,
    `#!${process.execPath}
const { writeFileSync, existsSync, readFileSync } = require('node:fs')
const { join } = require('node:path')
const args = process.argv.slice(2)
const config = join(process.env.DOCKER_CONFIG ?? '/nowhere', 'config.json')
const login = existsSync(config) ? readFileSync(config, 'utf8') : ''
writeFileSync(${JSON.stringify(record)}, JSON.stringify({ args, env: process.env, cwd: process.cwd(), login }))
const metadataFile = args.find((arg) => arg.startsWith('--metadata-file=')).slice(16)
const metadata = (text) => writeFileSync(metadataFile, text)
${lines}
`,
  )
  chmodSync(program, 0o755)
  const started = (): Started => JSON.parse(readFileSync(record, 'utf8'))
  return { bin, started }
}

type Started = {
  readonly args: string[]
  readonly env: Record<string, string>
  readonly cwd: string
  readonly login: string
}

const SUCCESS = `metadata(JSON.stringify({ 'containerimage.digest': '${DIGEST}' }))`

type Given = {
  readonly env?: Record<string, string>
  readonly login?: { host: string; token: string }
  readonly cancellation?: AbortSignal
}

const start = (lines: string, { env = {}, login, cancellation }: Given = {}) => {
  const { bin, started } = fakeBuildx(lines)
  const [workspace, temp] = [folderWith(), folderWith()]
  const progress: SolveStatus[] = []
  const exec = childProcesses(cancellation ?? new AbortController().signal)
  const builder = buildx(exec, { env: { PATH: bin, ...env }, workspace, temp, login })
  const result = builder.build(plan, (status) => progress.push(status))
  return { result, progress, started, workspace, temp }
}

describe('buildx', () => {
  test('is started once, in the workspace, with the arguments of the plan', async () => {
    const { result, started, workspace } = start(SUCCESS)
    expect(await result).toEqual({ digest: DIGEST })
    const { args, cwd } = started()
    expect(cwd).toBe(workspace)
    expect(args[0]).toBe('build')
    expect(args).toContain('--build-arg=QUOTED=a "b" $(c)')
    expect(args.at(-1)).toBe('services/a b')
  })

  test('sees neither the inputs of the action nor the credentials of the runner', async () => {
    const env = {
      'INPUT_GITHUB-TOKEN': 'secret',
      INPUT_TAGS: '1',
      ACTIONS_RUNTIME_TOKEN: 'secret',
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'secret',
      HTTPS_PROXY: 'http://proxy.test',
      BUILDX_BUILDER: 'mine',
      VERSION: '1',
    }
    const { result, started } = start(SUCCESS, { env })
    await result
    const { env: seen } = started()
    expect(Object.keys(seen).filter((name) => /^(INPUT|ACTIONS)_/.test(name))).toEqual([])
    expect(JSON.stringify(seen)).not.toContain('secret')
    expect(seen).toMatchObject({
      HTTPS_PROXY: 'http://proxy.test',
      BUILDX_BUILDER: 'mine',
      VERSION: '1',
      BUILDX_METADATA_PROVENANCE: 'disabled',
    })
  })

  test('finds the login in settings that are gone afterwards', async () => {
    const env = { DOCKER_CONFIG: folderWith() }
    const login = { host: 'ghcr.io', token: 'job-token' }
    const { result, started, temp } = start(SUCCESS, { env, login })
    await result
    const { args, env: seen, login: settings } = started()
    expect(settings).toContain(Buffer.from('x-access-token:job-token').toString('base64'))
    expect(seen.DOCKER_CONFIG?.startsWith(temp)).toBe(true)
    expect(existsSync(seen.DOCKER_CONFIG ?? '')).toBe(false)
    expect(JSON.stringify([args, seen])).not.toContain('job-token')
  })

  test('keeps the settings of the job where there is no login to add', async () => {
    const env = { DOCKER_CONFIG: folderWith({ 'config.json': '{}' }) }
    const { result, started } = start(SUCCESS, { env })
    await result
    expect(started().env.DOCKER_CONFIG).toBe(env.DOCKER_CONFIG)
  })

  test('reports its progress as it goes, whatever else it writes', async () => {
    const { result, progress } = start(`
console.log('to be ignored')
console.error(JSON.stringify({ vertexes: [{ digest: 'sha256:1', name: '[2/2] RUN x' }] }))
console.error('WARNING: something')
console.error(JSON.stringify([1]))
console.error(JSON.stringify({ vertexes: [{ digest: 'sha256:1', cached: true }] }, null, 2))
${SUCCESS}`)
    await result
    const digests = progress.flatMap(({ vertexes }) => vertexes.map(({ cached }) => cached))
    expect(digests).toEqual([false, true])
  })
})

describe('a build that fails', () => {
  test('answers with the exit code and what was said, progress left out', async () => {
    const { result } = start(`
console.error('{"vertexes":[]}')
console.error('Dockerfile:2')
console.error('ERROR: failed to build: boo')
process.exitCode = 3`)
    expect(await result).toEqual({
      failure: { exitCode: 3, text: ['Dockerfile:2', 'ERROR: failed to build: boo'] },
    })
  })

  test('is told by its last lines, each of them cut', async () => {
    const { result } = start(`
for (let count = 1; count <= 500; count += 1) console.error('line ' + count)
console.error('x'.repeat(100_000))
process.exitCode = 1`)
    const { failure } = await result
    expect(failure?.text).toHaveLength(200)
    expect(failure?.text.at(-2)).toBe('line 500')
    expect(failure?.text.at(-1)).toHaveLength(4_001)
  })

  test('has no digest, even when one was reported before', async () => {
    const { result } = start(`${SUCCESS}\nprocess.exitCode = 1`)
    expect(await result).toEqual({ failure: { exitCode: 1, text: [] } })
  })
})

describe('a build that succeeds without a digest is an error that says what to do:', () => {
  test.each([
    ['no metadata', '', /succeeded, but.*cannot be read.*buildx 0\.13/],
    ['no JSON', "metadata('<html>')", /succeeded, but.*cannot be read.*buildx 0\.13/],
    ['no object', "metadata('[]')", /did not report a digest.*BuildKit 0\.11/],
    ['no digest', "metadata('{}')", /did not report a digest.*BuildKit 0\.11/],
    [
      'something else for a digest',
      `metadata(JSON.stringify({ 'containerimage.digest': '::error::x' }))`,
      /did not report a digest/,
    ],
  ])('%s', async (_, lines, words) => {
    const { result, temp } = start(lines)
    await expect(result).rejects.toMatchObject({
      name: 'UserError',
      message: expect.stringMatching(words),
    })
    expect(readdirSync(temp)).toEqual([])
  })
})

describe('nothing is left in the folder for temporary files', () => {
  const login = { host: 'ghcr.io', token: 'job-token' }
  const env = () => ({ DOCKER_CONFIG: folderWith() })

  test.each([
    ['a success', SUCCESS],
    ['a failure', 'process.exitCode = 1'],
  ])('after %s', async (_, lines) => {
    const { result, temp } = start(lines, { login, env: env() })
    await result
    expect(readdirSync(temp)).toEqual([])
  })

  test('after a cancellation, which ends buildx', async () => {
    const controller = new AbortController()
    const lines = `
console.error('{"vertexes":[]}')
process.on('SIGTERM', () => process.exit(0))
setTimeout(() => {}, 60_000)`
    const { result, progress, temp } = start(lines, {
      login,
      env: env(),
      cancellation: controller.signal,
    })
    while (progress.length === 0) await new Promise((resolve) => setTimeout(resolve, 10))
    expect(readdirSync(temp)).toHaveLength(1)
    controller.abort(new Cancelled('SIGTERM'))
    await expect(result).rejects.toThrow('Cancelled by SIGTERM.')
    expect(readdirSync(temp)).toEqual([])
  })

  test('after settings that cannot be read', async () => {
    const broken = { DOCKER_CONFIG: folderWith({ 'config.json': '{' }) }
    const { result, temp } = start(SUCCESS, { login, env: broken })
    await expect(result).rejects.toThrow('malformed')
    expect(readdirSync(temp)).toEqual([])
  })
})
