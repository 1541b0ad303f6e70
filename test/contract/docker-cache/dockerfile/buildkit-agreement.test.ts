import { type Engine, startEngine } from '@ci-kit/cli/engine'
import { cacheMounts } from '@ci-kit/docker-cache/dockerfile/cache-mounts'
import type { Given } from '@ci-kit/docker-cache/dockerfile/dockerfile'
import { imageSources } from '@ci-kit/docker-cache/dockerfile/image-sources'
import { parseDockerfile } from '@ci-kit/docker-cache/dockerfile/parse-dockerfile'
import { stepLine } from '@ci-kit/docker-cache/dockerfile/step-line'
import { stepName } from '@ci-kit/docker-cache/progress/step-name'
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import { pushedBase, realBuild, statusesIn } from './real-build.ts'

jest.setTimeout(120_000)

let engine: Engine
let base: string
beforeAll(async () => {
  engine = await startEngine()
  base = await pushedBase(engine)
})
afterAll(() => engine?.stop())

/** Dockerfiles in which every step says its own line, as `L7`. */
const CASES: Record<string, (base: string) => string[]> = {
  'one stage': (base) => [
    `FROM ${base}`,
    'RUN echo L2',
    'ENV A=1',
    'WORKDIR /L4',
    'COPY a L5',
    'USER 0',
    'RUN echo L7 \\',
    '  # comment',
    '  && true',
    'ADD a /L10',
  ],
  'the root as working directory': (base) => [
    `FROM ${base}`,
    'WORKDIR /',
    'RUN echo L3',
    'WORKDIR /L4',
  ],
  'several stages': (base) => [
    '# escape=`',
    `FROM ${base} AS Deps`,
    'RUN --mount=type=cache,target=/c echo L3 `',
    '    more',
    'FROM scratch',
    'COPY a /L6',
    'FROM deps AS build',
    'RUN echo L8',
    'COPY --link a /L9',
    'FROM scratch AS unused',
    'COPY missing /L11',
    'FROM build',
    'COPY --from=1 /L6 /L13',
    'COPY --from=deps /bin /L14',
    'WORKDIR /L15',
  ],
  'here-documents': (base) =>
    [
      `FROM ${base}`,
      'RUN <<EOF',
      'echo L2',
      'RUN not an instruction',
      'EOF',
      'COPY <<A <<-"B" /L6/',
      'text',
      'A',
      '\tRUN $not',
      '\tB',
      'RUN cat <<X > /dev/null && echo L11',
      'FROM no',
      'X',
      'RUN ["echo", "L14 <<X"]',
    ].map((line) => line.replace('RUN not an instruction', 'true RUN')),
  'triggers of a stage': (base) => [
    `FROM ${base} AS base`,
    'ONBUILD RUN echo L2',
    'ONBUILD COPY a /L3',
    'FROM base',
    'RUN echo L5',
    'FROM scratch',
    'COPY --from=1 /L3 /L7',
  ],
  'an image beside the only stage': (base) => [
    'FROM scratch',
    `COPY --from=${base} /bin/sh /L2`,
    'COPY a /L3',
  ],
  'variables in steps': (base) =>
    [
      `ARG B=${base}`,
      'FROM $B',
      'ARG V=x',
      'ENV E="a b"',
      `RUN echo \${V:-y} "$E" L5`,
      'WORKDIR /$V/L6',
      'RUN echo the same',
      'RUN echo the same',
    ].map((line, index) => (line === 'RUN echo the same' ? `${line} L${index + 1}` : line)),
}

const given: Given = { buildArgs: new Map(), buildContexts: new Map() }

describe.each(Object.keys(CASES))('%s', (name) => {
  const lines = () => CASES[name]?.(base) ?? []

  test('every step is on the line that it says, and the images are the ones loaded', async () => {
    const options = ['--progress=rawjson', '--no-cache', '--output=type=cacheonly']
    const text = lines().join('\n')
    const { stderr } = await realBuild(engine, text, options, { a: 'a' })
    const vertices = verticesIn(stderr)
    const dockerfile = parseDockerfile(text, given)
    const steps = vertices.flatMap((vertex) => stepName(vertex) ?? [])
    expect(steps.length).toBeGreaterThan(1)
    const marked = steps.map(({ instruction }) =>
      Number(/L(\d+)/.exec(instruction.replace(/--from=\S+ \S+/, ''))?.[1]),
    )
    expect(steps.map((step) => stepLine(dockerfile, step))).toEqual(marked)
    const loaded = vertices.flatMap((vertex) => /load metadata for (\S+)/.exec(vertex)?.[1] ?? [])
    expect(imageSources(dockerfile).images).toEqual([...new Set(loaded)])
  })

  test('the stages are the ones that BuildKit lists', async () => {
    const text = lines().join('\n')
    const { stdout } = await realBuild(engine, text, ['--call=targets,format=json'])
    const listed: unknown = JSON.parse(stdout)
    expect(listed).toMatchObject({
      targets: parseDockerfile(text, given).stages.map(({ name, from }) => ({
        ...(name && { name }),
        base: from.text.split(' ')[0],
      })),
    })
  })
})

test('a cache mount is found again under the id that is derived here', async () => {
  const options = ['--progress=plain', '--output=type=cacheonly']
  const lines = [
    `FROM ${base}`,
    'ARG D=/data',
    'RUN --mount=type=cache,target=$D/x/../kept echo found > /data/kept/it',
    'RUN --mount=target=/y,type=cache,id="a b" echo found > /y/it',
    'WORKDIR /w',
    'RUN --mount=type=cache,target=relative/ echo found > relative/it',
  ]
  const text = lines.join('\n')
  const mounts = cacheMounts(parseDockerfile(text, given))
  expect(mounts.map(({ id }) => id)).toEqual(['/data/kept', 'a b', 'relative'])
  await realBuild(engine, text, options)
  const search = mounts.map(({ id }) => `RUN --mount=type=cache,"id=${id}",target=/c cat /c/it`)
  const { stderr } = await realBuild(engine, [`FROM ${base}`, ...search].join('\n'), options)
  expect(stderr.match(/ found$/gm)).toHaveLength(mounts.length)
})

const verticesIn = (output: string): string[] => [
  ...new Set(statusesIn(output).flatMap(({ vertexes }) => vertexes.map(({ name }) => name))),
]
