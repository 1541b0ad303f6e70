import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Engine, startEngine } from '@ci-kit/cli/engine'
import { isObject } from '@ci-kit/core/json'
import { entryLine } from '@ci-kit/docker-cache/cache/cache-entry'
import { type CachePlan, type CacheWishes, cachePlan } from '@ci-kit/docker-cache/cache/cache-plan'
import { cacheReport } from '@ci-kit/docker-cache/cache/cache-report'
import { openLocalCache } from '@ci-kit/docker-cache/cache/local-cache-folder'
import { rotateLocalCache } from '@ci-kit/docker-cache/cache/rotate-local-cache'
import { type BuildGraph, graphBuilder } from '@ci-kit/docker-cache/progress/build-graph'
import { progressStream } from '@ci-kit/docker-cache/progress/progress-stream'
import { solveStatus } from '@ci-kit/docker-cache/progress/solve-status'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { type FaultRule, faultProxy } from '../../../fakes/fault-proxy.ts'
import { wishes } from '../../../unit/docker-cache/cache/wishes.ts'
import { contextWith } from '../../../unit/docker-cache/contexts.ts'
import { folderWith } from '../../folders.ts'
import { build, shellImage } from './engine-build.ts'

/** What a real BuildKit says about the caches of a plan. */
let engine: Engine
let image: string

beforeAll(async () => {
  engine = await startEngine()
  image = await shellImage(engine)
}, 120_000)
afterAll(() => engine?.stop(), 60_000)

const graphOf = (output: Uint8Array): BuildGraph => {
  const graph = graphBuilder()
  const stream = progressStream(({ json }) => {
    if (isObject(json)) graph.add(solveStatus(json))
  })
  stream.write(output)
  stream.end()
  return graph.graph()
}

const solve = async (plan: Pick<CachePlan, 'from' | 'to'>, text: string, env = engine.env) => {
  const graph = graphOf(
    await build(
      env,
      `FROM ${image}\nRUN echo ${text} > /text`,
      '--output=type=image,push=false,store=false,unpack=false',
      ...plan.from.map((entry) => `--cache-from=${entryLine(entry)}`),
      ...plan.to.map((entry) => `--cache-to=${entryLine(entry)}`),
    ),
  )
  return { graph, report: cacheReport(graph, plan) }
}

const planOn = (registry: string, change: Partial<CacheWishes> = {}) =>
  cachePlan(
    wishes({ repository: `${registry}/reports/${randomUUID()}`, ...change }),
    contextWith({ ref: 'refs/heads/x' }),
  )

const results = ({ used }: ReturnType<typeof cacheReport>) =>
  used.map(({ ref, result }) => `${/cache-.*$/.exec(ref)?.[0]} ${result}`).toSorted()

test('a cache that is written is found and used by a fresh builder', async () => {
  const plan = planOn(engine.registry)
  const first = await solve(plan, 'one')
  expect(results(first.report)).toEqual(['cache-main not-found', 'cache-x not-found'])
  expect(first.report).toMatchObject({ written: true, warnings: [] })
  const second = await solve(plan, 'one', (await engine.freshBuilder()).env)
  expect(results(second.report)).toEqual(['cache-main not-found', 'cache-x found'])
  expect(second.graph.steps.map(({ outcome }) => outcome)).toEqual(['cached'])
}, 60_000)

describe('a registry that answers', () => {
  test.each<[string, Partial<FaultRule>, string]>([
    ['401', { status: 401 }, 'denied'],
    ['403', { status: 403, body: '{"errors":[{"code":"DENIED","message":"denied"}]}' }, 'denied'],
    ['500', { status: 500 }, 'failed'],
    ['404', { status: 404 }, 'not-found'],
    ['what is no manifest', { status: 200, body: 'garbage' }, 'not-found'],
  ])(
    '%s for one cache does not keep the other one away',
    async (_, rule, result) => {
      const repository = `reports/${randomUUID()}`
      const main = cachePlan(
        wishes({ repository: `${engine.registry}/${repository}` }),
        contextWith(),
      )
      const text = randomUUID()
      await solve(main, text)
      const proxy = await faultProxy(engine.registry, [{ path: /manifests\/cache-x/, ...rule }])
      try {
        const plan = planOn(proxy.address, {
          repository: `${proxy.address}/${repository}`,
          write: false,
        })
        const { report } = await solve(plan, text, (await engine.freshBuilder()).env)
        expect(results(report)).toEqual(['cache-main found', `cache-x ${result}`])
        expect(report.warnings).toHaveLength(result === 'not-found' ? 0 : 1)
      } finally {
        await proxy.stop()
      }
    },
    60_000,
  )
})

test('a cache that is denied is told, though another one was written', async () => {
  const proxy = await faultProxy(engine.registry, [
    {
      method: 'POST',
      path: /blobs\/uploads/,
      status: 403,
      body: '{"errors":[{"code":"DENIED","message":"denied"}]}',
    },
  ])
  try {
    const folder = folderWith()
    const localCache = { folder, run: 'r1' }
    const plan = await openLocalCache(planOn(proxy.address, { localCache }))
    const { report } = await solve(plan, 'denied')
    expect(report.written).toBe(false)
    expect(report.warnings).toEqual([expect.stringMatching(/could not be written: .*denied/)])
    expect(existsSync(join(plan.local?.write?.staged ?? '', 'index.json'))).toBe(true)
  } finally {
    await proxy.stop()
  }
}, 60_000)

test('a folder alone is a cache for a fresh builder, build after build, and does not grow', async () => {
  const folder = folderWith()
  const repository = '127.0.0.1:1/org/app'
  const once = async (run: string, text: string) => {
    const wanted = planOn('', { repository, write: true, localCache: { folder, run } })
    const opened = await openLocalCache(wanted)
    const isLocal = ({ origin }: CachePlan['from'][number]) => origin === 'local-cache'
    const plan = { from: opened.from.filter(isLocal), to: opened.to.filter(isLocal) }
    const { graph } = await solve(plan, text, (await engine.freshBuilder()).env)
    if (!opened.local) throw new Error('no local cache')
    const rotation = await rotateLocalCache(opened.local, 100 * 1024 * 1024)
    expect(rotation).toEqual({ written: true, notices: [] })
    return graph.steps.map(({ outcome }) => outcome)
  }
  expect(await once('r1', 'same')).toEqual(['built'])
  expect(await once('r2', 'same')).toEqual(['cached'])
  expect(await once('r3', 'other')).toEqual(['built'])
  expect(await once('r4', 'other')).toEqual(['cached'])
}, 90_000)

test('stages have a cache of their own, which the main build reads', async () => {
  const repository = `${engine.registry}/reports/${randomUUID()}`
  const plan = planOn('', { repository, targets: ['deps'], mode: 'min' })
  const [stage] = plan.stages
  const dockerfile = [
    `FROM ${image} AS deps`,
    'RUN echo deps > /deps',
    `FROM ${image}`,
    'COPY --from=deps /deps /deps',
  ].join('\n')
  const argumentsOf = (of: Pick<CachePlan, 'from' | 'to'>) => [
    ...of.from.map((entry) => `--cache-from=${entryLine(entry)}`),
    ...of.to.map((entry) => `--cache-to=${entryLine(entry)}`),
  ]
  if (!stage) throw new Error('no stage')
  const output = '--output=type=cacheonly'
  await build(engine.env, dockerfile, output, `--target=${stage.target}`, ...argumentsOf(stage))
  const { env } = await engine.freshBuilder()
  const main = graphOf(await build(env, dockerfile, output, ...argumentsOf({ ...plan, to: [] })))
  const outcomes = main.steps.map(({ name, outcome }) => `${name.stage} ${outcome}`)
  expect(outcomes).toContain('deps cached')
}, 60_000)
