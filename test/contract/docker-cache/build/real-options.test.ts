import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Engine, startEngine } from '@ci-kit/cli/engine'
import { childProcesses } from '@ci-kit/core/adapters/child-process'
import type { BuildPlan } from '@ci-kit/docker-cache/build/build-options'
import { buildx } from '@ci-kit/docker-cache/build/buildx'
import { parseCheck } from '@ci-kit/docker-cache/progress/check-result'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { optionsWith, outputWith, planWith } from '../../../unit/docker-cache/build/plans.ts'
import { folderWith } from '../../folders.ts'
import { shellImage } from '../cache/engine-build.ts'

let engine: Engine
let base: string
beforeAll(async () => {
  engine = await startEngine()
  base = await shellImage(engine)
}, 120_000)
afterAll(() => engine.stop(), 60_000)

/** The real buildx in a workspace with these files. */
const realBuilder = (files: Record<string, string>, env: Record<string, string> = {}) => {
  const [workspace, temp] = [folderWith(files), folderWith()]
  const exec = childProcesses(new AbortController().signal)
  const workbench = async () => ({ HOME: folderWith(), ...engine.env, ...env })
  return { builder: buildx(exec, { workspace, temp, workbench }), workspace, temp }
}

const WATCH = { onProgress: () => {} }
const failureOf = (result: object): string => JSON.stringify(result)

const fromRegistry = async (path: string): Promise<Record<string, unknown>> => {
  const response = await fetch(`http://${engine.registry}/v2/${path}`, {
    headers: { accept: 'application/vnd.oci.image.manifest.v1+json' },
  })
  return Object(await response.json())
}

/** Each line fails the build unless the option before it has arrived. */
const dockerfile = () => `FROM ${base} AS all
ARG WHO
RUN test "$WHO" = 'x "y", z'
RUN --mount=type=secret,id=from.file,required test "$(cat /run/secrets/from.file)" = 'a, b'
RUN --mount=type=secret,id=TOKEN,required test "$(cat /run/secrets/TOKEN)" = hunter2
RUN grep -q host-a /etc/hosts && grep -q 10.9.8.7 /etc/hosts
RUN test "$(ulimit -n)" = 1234
COPY --from=lib part /part
RUN test "$(cat /part)" = part
FROM all AS unwanted
RUN false
`

const plan = (change: Partial<BuildPlan> = {}): BuildPlan =>
  planWith({
    context: 'services/a b',
    buildContexts: [{ name: 'lib', value: 'li,b=x' }],
    target: 'all',
    buildArgs: ['WHO=x "y", z'],
    secrets: [
      { id: 'from.file', file: 'conf/se,cret "x"' },
      { id: 'TOKEN', variable: 'MY_TOKEN' },
    ],
    labels: ['org.test.label=x, "y"=z'],
    annotations: ['org.test.annotation=1,2 "3"'],
    network: 'none',
    shmSize: '64m',
    ulimit: ['nofile=1234:1234'],
    addHosts: ['host-a:10.9.8.7'],
    noCacheFilters: ['all'],
    pull: true,
    repository: `${engine.registry}/org/options`,
    references: [`${engine.registry}/org/options:1`, `${engine.registry}/org/options:2`],
    ...change,
  })

const FILES = () => ({
  'services/a b/Dockerfile': dockerfile(),
  'li,b=x/part': 'part',
  'conf/se,cret "x"': 'a, b',
})
const ENV = { MY_TOKEN: 'hunter2', ACTIONS_RUNTIME_TOKEN: 'x' }

describe('the real buildx', () => {
  test('hands every option to BuildKit, and pushes by digest under no tag', async () => {
    const { builder, workspace, temp } = realBuilder(FILES(), ENV)
    const output = outputWith({
      compression: { type: 'zstd', level: 3 },
      attributes: ['force-compression=true'],
      others: ['type=oci,"dest=ima,ge.tar"', 'type=local,"dest=o,ut"'],
    })
    const result = await builder.build(plan({ output }), WATCH)
    expect(failureOf(result)).toMatch(/^{"kind":"done","digest":"sha256:[0-9a-f]{64}"/)
    const digest = result.kind === 'done' ? result.digest : ''
    const manifest = await fromRegistry(`org/options/manifests/${digest}`)
    expect(manifest).toMatchObject({ annotations: { 'org.test.annotation': '1,2 "3"' } })
    expect(JSON.stringify(manifest.layers)).toContain('tar+zstd')
    const config = Object(manifest.config)
    expect(await fromRegistry(`org/options/blobs/${config.digest}`)).toMatchObject({
      config: { Labels: { 'org.test.label': 'x, "y"=z' } },
    })
    expect((await fromRegistry('org/options/tags/list')).tags ?? null).toBeNull()
    expect(existsSync(join(workspace, 'o,ut/part'))).toBe(true)
    const index = execFileSync('tar', ['-xOf', join(workspace, 'ima,ge.tar'), 'index.json'])
    const names = JSON.parse(index.toString()).manifests.map(
      ({ annotations }: { annotations: Record<string, string> }) =>
        annotations['io.containerd.image.name'],
    )
    expect(names.toSorted()).toEqual(plan().references)
    expect(readdirSync(temp)).toEqual([])
  }, 120_000)

  test('makes no image for a folder alone', async () => {
    const { builder, workspace } = realBuilder({ Dockerfile: 'FROM scratch\nCOPY Dockerfile /x\n' })
    const output = outputWith({ push: 'no', others: ['type=local,dest=out'] })
    expect(await builder.build(planWith({ output }), WATCH)).toMatchObject({
      kind: 'done',
      digest: undefined,
    })
    expect(readdirSync(join(workspace, 'out'))).toEqual(['x'])
  }, 60_000)

  test('stops when it is told to', async () => {
    const { builder } = realBuilder({ Dockerfile: `FROM ${base}\nRUN sleep 60\n` })
    const stop = new AbortController()
    const onProgress = ({
      vertexes,
    }: {
      vertexes: readonly { name: string; started?: unknown }[]
    }) => {
      if (vertexes.some(({ name, started }) => name.includes('sleep 60') && started)) stop.abort()
    }
    const output = outputWith({ push: 'no' })
    const result = await builder.build(planWith({ output }), { onProgress, stop: stop.signal })
    expect(result).toEqual({ kind: 'stopped' })
  }, 60_000)

  test('checks a Dockerfile and builds nothing', async () => {
    const { builder } = realBuilder(
      { ...FILES(), 'services/a b/Dockerfile': `FROM ${base} as all\nRUN false\n` },
      ENV,
    )
    const { cacheFrom, cacheTo, output, references, repository, ...options } = plan()
    const { exitCode, stdout } = await builder.check(options)
    expect(parseCheck(stdout, exitCode).findings.map(({ rule, line }) => [rule, line])).toEqual([
      ['FromAsCasing', 1],
    ])
    expect(
      await builder.check(optionsWith({ target: 'none', context: 'services/a b' })),
    ).toMatchObject({
      exitCode: 1,
    })
  }, 60_000)
})
