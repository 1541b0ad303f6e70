import { existsSync, readdirSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { optionsWith } from '../../../unit/docker-cache/build/plans.ts'
import { DIGEST, fakeBuilder, SUCCESS, start } from '../fake-buildx.ts'

const DONE = { kind: 'done', digest: DIGEST }

describe('buildx', () => {
  test('is started once, in the workspace, with the arguments of the plan', async () => {
    const { result, started, workspace, environments } = start(SUCCESS)
    expect(await result).toMatchObject(DONE)
    expect(started()).toHaveLength(1)
    const [first] = started()
    expect(first?.cwd).toBe(workspace)
    expect(first?.args[0]).toBe('build')
    expect(first?.args).toContain('--build-arg=QUOTED=a "b" $(c)')
    expect(first?.args.at(-1)).toBe('services/a b')
    expect(environments).toHaveLength(1)
  })

  const JOB = {
    'INPUT_GITHUB-TOKEN': 'secret',
    INPUT_TAGS: '1',
    ACTIONS_RUNTIME_TOKEN: 'secret',
    ACTIONS_RESULTS_URL: 'https://results.test',
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'secret',
    HTTPS_PROXY: 'http://proxy.test',
    BUILDX_BUILDER: 'mine',
    VERSION: '1',
  }

  test('sees neither the inputs of the action nor the credentials of the runner', async () => {
    const { result, started } = start(SUCCESS, { env: JOB })
    await result
    const seen = started()[0]?.env ?? {}
    expect(Object.keys(seen).filter((name) => /^(INPUT|ACTIONS)_/.test(name))).toEqual([])
    expect(JSON.stringify(seen)).not.toContain('secret')
    expect(seen).toMatchObject({
      HTTPS_PROXY: 'http://proxy.test',
      BUILDX_BUILDER: 'mine',
      VERSION: '1',
      BUILDX_METADATA_PROVENANCE: 'disabled',
    })
  })

  test.each([{ cacheFrom: ['type=gha'] }, { cacheTo: ['type=gha,mode=max'] }])(
    "sees what GitHub's cache is reached by for %j",
    async (plan) => {
      const { result, started } = start(SUCCESS, { env: JOB, plan })
      await result
      const seen = Object.keys(started()[0]?.env ?? {})
      expect(seen.filter((name) => /^(INPUT|ACTIONS)_/.test(name)).toSorted()).toEqual([
        'ACTIONS_RESULTS_URL',
        'ACTIONS_RUNTIME_TOKEN',
      ])
    },
  )

  test('reports its progress as it goes, whatever else it writes', async () => {
    const { result, progress } = start(`
console.log('to be ignored')
console.error(JSON.stringify({ vertexes: [{ digest: 'sha256:1', name: '[2/2] RUN x' }] }))
console.error('WARNING: something')
console.error(JSON.stringify([1]))
console.error(JSON.stringify({ vertexes: [{ digest: 'sha256:1', cached: true }] }, null, 2))
${SUCCESS}`)
    await result
    const cached = progress.flatMap(({ vertexes }) => vertexes.map((vertex) => vertex.cached))
    expect(cached).toEqual([false, true])
  })

  test('keeps its metadata where nobody else may look', async () => {
    const mode = `if (require('node:fs').statSync(require('node:path').dirname(metadataFile)).mode & 0o077) process.exit(9)`
    expect(await start(`${SUCCESS}\n${mode}`).result).toMatchObject(DONE)
  })
})

describe('a cache that is written by itself', () => {
  const CACHE = 'type=registry,ref=ghcr.io/org/app:builder-cache-main'

  test('asks for no image and no metadata', async () => {
    const { builder, plan, watch, started, temp } = fakeBuilder(
      `console.error('{"vertexes":[]}')\nif (metadataFile !== undefined) process.exit(9)`,
      { plan: { cacheTo: [CACHE] } },
    )
    expect(await builder.exportCache(plan, watch)).toMatchObject({
      kind: 'done',
      digest: undefined,
    })
    expect(started()[0]?.args).toEqual(
      expect.arrayContaining(['--output=type=cacheonly', `--cache-to=${CACHE}`]),
    )
    expect(existsSync(temp)).toBe(false)
  })

  test('fails with what buildx says', async () => {
    const { builder, plan, watch } = fakeBuilder(
      "console.error('ERROR: boo'); process.exitCode = 1",
    )
    expect(await builder.exportCache(plan, watch)).toEqual({
      kind: 'failed',
      failure: { exitCode: 1, text: ['ERROR: boo'] },
    })
  })
})

describe('a check of a Dockerfile', () => {
  test('answers with both streams and the exit code', async () => {
    const { builder, started, workspace } = fakeBuilder(`
console.log('{"warnings":[]}')
console.error('{"vertexes":[]}')
console.error('ERROR: lint violation found')
process.exitCode = 1`)
    expect(await builder.check(optionsWith({ target: 'final' }))).toEqual({
      exitCode: 1,
      stdout: '{"warnings":[]}\n',
      text: ['ERROR: lint violation found'],
    })
    const [first] = started()
    expect(first?.cwd).toBe(workspace)
    expect(first?.args).toEqual(
      expect.arrayContaining(['--call=check,format=json', '--target=final']),
    )
    expect(first?.args.join()).not.toMatch(/--output|--cache|--metadata/)
  })

  test('takes an answer as large as a Dockerfile may make it', async () => {
    const { builder } = fakeBuilder(`process.stdout.write('é'.repeat(2 * 1024 * 1024))`)
    const { stdout } = await builder.check(optionsWith())
    expect(stdout).toBe('é'.repeat(2 * 1024 * 1024))
  })
})

test('buildx that is not there is an error, and the workbench is asked first', async () => {
  const { result, environments, temp } = start(SUCCESS, {
    env: { PATH: '/nowhere', HOME: '/nowhere' },
  })
  await expect(result).rejects.toThrow(/Neither docker nor buildx.*install buildx/)
  expect(environments).toHaveLength(1)
  expect(readdirSync(temp)).toEqual([])
})
