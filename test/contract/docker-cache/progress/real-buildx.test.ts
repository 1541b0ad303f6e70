import { createServer } from 'node:http'
import { type Engine, startEngine } from '@ci-kit/cli/engine'
import { childProcesses } from '@ci-kit/core/adapters/child-process'
import { isObject } from '@ci-kit/core/json'
import { findBuildx } from '@ci-kit/docker-cache/build/find-buildx'
import { graphBuilder } from '@ci-kit/docker-cache/progress/build-graph'
import { parseCheck } from '@ci-kit/docker-cache/progress/check-result'
import { progressStream } from '@ci-kit/docker-cache/progress/progress-stream'
import { type PushedImage, pushWatch } from '@ci-kit/docker-cache/progress/push-watch'
import { solveStatus } from '@ci-kit/docker-cache/progress/solve-status'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { denyingRegistry } from '../../../fakes/denying-registry.ts'
import { folderWith } from '../../folders.ts'

/* What the installed buildx and BuildKit say, read as the action reads it. */

let engine: Engine
let hanging: { address: string; close(): void }

beforeAll(async () => {
  engine = await startEngine()
  hanging = await hangingRegistry()
}, 120_000)
afterAll(async () => {
  hanging?.close()
  await engine?.stop()
}, 60_000)

/** A registry that knows nothing and never answers a write. */
const hangingRegistry = async () => {
  const server = createServer(({ method, url }, response) => {
    if (url === '/v2/') response.writeHead(200).end('{}')
    else if (method === 'GET' || method === 'HEAD') response.writeHead(404).end('{"errors":[]}')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const at = server.address()
  const port = typeof at === 'object' ? at?.port : undefined
  const close = () => {
    server.closeAllConnections()
    server.close()
  }
  return { address: `127.0.0.1:${port}`, close }
}

const TWO_STAGES = 'FROM scratch AS one\nCOPY source /a\nFROM scratch\nCOPY --from=one /a /b\n'

type Build = {
  readonly args: readonly string[]
  readonly tags: readonly string[]
  readonly source?: string
}

/** Builds, and ends buildx as soon as the image is told to be pushed. */
const build = async ({ args, tags, source = String(Math.random()) }: Build) => {
  const workspace = folderWith({ Dockerfile: TWO_STAGES, source })
  const { program, prefix } = findBuildx(engine.env)
  const { add, graph } = graphBuilder()
  const ending = new AbortController()
  let told: PushedImage | undefined
  const watch = pushWatch(tags, graph, (image) => {
    told = image
    ending.abort(new Error('pushed'))
  })
  const stream = progressStream(({ json }) => {
    if (!isObject(json)) return
    const status = solveStatus(json)
    add(status)
    watch(status)
  })
  const fixed = ['build', '--progress=rawjson', '--provenance=false']
  const run = childProcesses(ending.signal)(program, [...prefix, ...fixed, ...args, '.'], {
    cwd: workspace,
    env: engine.env,
    onStderr: stream.write,
    timeoutMs: 30_000,
  })
  const exitCode = await run.then((result) => result.exitCode).catch(() => undefined)
  return { told, exitCode, graph: graph() }
}

const cacheTo = (ref: string) =>
  `--cache-to=type=registry,ref=${ref},mode=max,image-manifest=true,oci-mediatypes=true,ignore-error=true`

const digestOf = async (repository: string, reference: string) => {
  const accept =
    'application/vnd.oci.image.manifest.v1+json, application/vnd.oci.image.index.v1+json'
  const url = `http://${engine.registry}/v2/${repository}/manifests/${reference}`
  const { headers, status } = await fetch(url, { method: 'HEAD', headers: { accept } })
  return status === 200 ? headers.get('docker-content-digest') : undefined
}

describe('the image is told to be pushed while a cache export hangs, and is there:', () => {
  const pushTo = (tag: string) => `${engine.registry}/two/tags:${tag}`

  test('with two tags, first built, then all from the cache', async () => {
    const tags = [pushTo('1'), pushTo('2')]
    const output = '--output=type=image,push=true,store=false,unpack=false'
    const args = [output, ...tags.map((tag) => `--tag=${tag}`), cacheTo(`${hanging.address}/c:c`)]
    for (const allCached of [false, true]) {
      const { told, exitCode } = await build({ args, tags, source: 'two tags' })
      expect([exitCode, told?.allCached]).toEqual([undefined, allCached])
      expect(told?.graph.cacheExport?.state).toBe('running')
      expect(told?.digest).toMatch(/^sha256:/)
      expect(await digestOf('two/tags', '1')).toBe(told?.digest)
      expect(await digestOf('two/tags', '2')).toBe(told?.digest)
    }
  }, 60_000)

  test('by digest, for two platforms', async () => {
    const name = `${engine.registry}/by/digest`
    const output = `type=image,name=${name},push=true,push-by-digest=true,name-canonical=true,store=false,unpack=false`
    const platforms = '--platform=linux/amd64,linux/arm64'
    const args = [`--output=${output}`, platforms, cacheTo(`${hanging.address}/c:c`)]
    const { told, exitCode } = await build({ args, tags: [name] })
    expect(exitCode).toBeUndefined()
    expect(told?.graph.cacheExport?.state).toBe('running')
    expect(await digestOf('by/digest', told?.digest ?? '')).toBe(told?.digest)
  }, 60_000)
})

describe('a registry that refuses', () => {
  test('the image: it is never told to be pushed', async () => {
    const { address, close } = await denyingRegistry()
    const tag = `${address}/app:1`
    const args = ['--output=type=image,push=true,store=false,unpack=false', `--tag=${tag}`]
    const { told, exitCode, graph } = await build({ args, tags: [tag] })
    close()
    expect([told, exitCode, graph.complete]).toEqual([undefined, 1, false])
    expect(graph.failure).toMatchObject({ vertex: 'exporting to image' })
    expect(graph.failure?.error).toContain('denied')
  }, 60_000)

  test('the cache: the image is good and the cache has failed', async () => {
    const { address, close } = await denyingRegistry()
    const tag = `${engine.registry}/denied/cache:1`
    const output = '--output=type=image,push=true,store=false,unpack=false'
    const args = [output, `--tag=${tag}`, cacheTo(`${address}/app:cache`)]
    // No tag that is waited for, so that the build goes on to its end.
    const { exitCode, graph } = await build({ args, tags: [] })
    close()
    expect([exitCode, graph.complete, graph.failure]).toEqual([0, true, undefined])
    expect(graph.exported?.pushed.map(({ reference }) => reference)).toEqual([tag])
    expect(graph.cacheExport?.state).toBe('failed')
    expect(graph.cacheExport?.error).toContain('denied')
  }, 60_000)
})

describe('call: check', () => {
  const check = async (dockerfile: string) => {
    const { program, prefix } = findBuildx(engine.env)
    const args = [...prefix, 'build', '--call=check,format=json', '--progress=rawjson', '.']
    const { exitCode, stdout } = await childProcesses(new AbortController().signal)(program, args, {
      cwd: folderWith({ Dockerfile: dockerfile }),
      env: engine.env,
    })
    return parseCheck(Buffer.from(stdout).toString(), exitCode)
  }

  test('finds nothing, finds something, and says what cannot be read', async () => {
    expect(await check('FROM scratch\nCOPY . /\n')).toEqual({ findings: [], error: undefined })
    const { findings } = await check('FROM scratch\nENV MY_TOKEN=x\nCMD echo hi\n')
    expect(findings.map(({ rule, file, line }) => [rule, file, line])).toEqual([
      ['SecretsUsedInArgOrEnv', 'Dockerfile', 2],
      ['JSONArgsRecommended', 'Dockerfile', 3],
    ])
    expect(findings[0]?.url).toContain('https://docs.docker.com/')
    const { error } = await check('FROM scratch\nRUNN x\n')
    expect(error).toMatchObject({ file: 'Dockerfile', line: 2 })
    expect(error?.text).toContain('RUNN')
  }, 60_000)
})
