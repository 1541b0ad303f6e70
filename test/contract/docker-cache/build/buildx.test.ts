import { existsSync, readdirSync } from 'node:fs'
import { Cancelled } from '@ci-kit/core/run-action'
import { describe, expect, test } from '@jest/globals'
import { DIGEST, SUCCESS, start } from '../fake-buildx.ts'
import { folderWith } from '../folders.ts'

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
