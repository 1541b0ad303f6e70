import { type Engine, startEngine } from '@ci-kit/cli/engine'
import { type Changed, firstAffected } from '@ci-kit/docker-cache/dockerfile/first-affected'
import { parseDockerfile } from '@ci-kit/docker-cache/dockerfile/parse-dockerfile'
import { stepLine } from '@ci-kit/docker-cache/dockerfile/step-line'
import { graphBuilder } from '@ci-kit/docker-cache/progress/build-graph'
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals'
import { pushedBase, realBuild, statusesIn } from './real-build.ts'

jest.setTimeout(120_000)

let engine: Engine
let base: string
beforeAll(async () => {
  engine = await startEngine()
  base = await pushedBase(engine)
})
afterAll(() => engine?.stop())

const FILES = { 'package.json': '1', 'src/a': '1', 'docs/b.md': '1', conf: '1' }

const lines = () => [
  `FROM ${base} AS deps`,
  'COPY package.json /app/',
  'RUN cp /app/package.json /installed',
  'FROM deps AS build',
  'COPY --exclude=docs . /all/',
  'ARG VERSION=1',
  'WORKDIR /w',
  'RUN cp -r /all /built && date >> /built/stamp',
  'FROM deps AS checked',
  'RUN --mount=target=/context,source=src cat /context/a > /checked',
  'ARG VERSION=1',
  'WORKDIR /v$VERSION',
  'FROM scratch',
  'COPY --from=build /built /built',
  'COPY --from=checked /checked /checked',
  'COPY conf /',
]

/** Lines of the first steps of each stage that were not in the cache. */
const missed = async (files: Readonly<Record<string, string>>, args: readonly string[]) => {
  const text = lines().join('\n')
  const options = ['--progress=rawjson', '--output=type=cacheonly', ...args]
  const { stderr } = await realBuild(engine, text, options, files)
  const { add, graph } = graphBuilder()
  for (const status of statusesIn(stderr)) add(status)
  const dockerfile = parseDockerfile(text, { buildArgs: new Map(), buildContexts: new Map() })
  const built = graph().steps.filter(({ outcome }) => outcome === 'built')
  const found = built.map(({ name }) => stepLine(dockerfile, name) ?? 0)
  const starts = dockerfile.stages.map(({ from }) => from.line)
  const stageOf = (line: number) => starts.findLastIndex((start) => start <= line)
  return [...Map.groupBy(found, stageOf).values()]
    .map((all) => Math.min(...all))
    .sort((a, b) => a - b)
}

const nothing: Changed = { files: [], args: [], dockerfile: false, bases: [] }

/** FROM is no step, so the first step behind it stands for it. */
const predicted = (changed: Partial<Changed>) => {
  const dockerfile = parseDockerfile(lines().join('\n'), {
    buildArgs: new Map(),
    buildContexts: new Map(),
  })
  return firstAffected(dockerfile, undefined, { ...nothing, ...changed }).map(({ line, text }) =>
    text.startsWith('FROM') ? line + 1 : line,
  )
}

test('the steps that miss the cache are those that the change is said to reach', async () => {
  expect((await missed(FILES, [])).length).toBeGreaterThan(3)
  expect(await missed(FILES, [])).toEqual(predicted({}))

  const changes: [Partial<Changed>, Readonly<Record<string, string>>, string[]][] = [
    [{ files: ['package.json'] }, { 'package.json': '2' }, []],
    [{ files: ['src/a'] }, { 'src/a': '2' }, []],
    [{ files: ['conf'] }, { conf: '2' }, []],
    [{ files: ['docs/b.md'] }, { 'docs/b.md': '2' }, []],
    [{ args: ['VERSION'] }, {}, ['--build-arg=VERSION=2']],
  ]
  const results = []
  for (const [changed, files, args] of changes) {
    results.push([predicted(changed), await missed({ ...FILES, ...files }, args)])
  }
  expect(results.map(([, seen]) => seen)).toEqual(results.map(([expected]) => expected))
})
