import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { ActRun } from './consumer-act.ts'
import { push } from './consumer-events.ts'
import { strangerFiles } from './consumer-stranger.ts'
import { type ConsumerWorld, startConsumerWorld } from './consumer-world.ts'

const IMAGE = 'your-org/shop/hello'
const COMPONENTS = '.github/components.yml'

/** What is wrong, made after the runs before, and what the author is told in the only job that could run. */
const MISTAKES: readonly (readonly [
  string,
  (at: ConsumerWorld['repository']) => void,
  RegExp[],
])[] = [
  [
    'components in broken YAML',
    ({ write }) => write(COMPONENTS, 'hello:\n  paths: [services/hello/**\n'),
    [
      /Filter file \.github\/components\.yml, line \d+: /,
      /must be sufficiently indented and end with a \]/,
    ],
  ],
  [
    'a folder without patterns of files',
    ({ write }) => write(COMPONENTS, 'hello:\n  path: services/hello\n'),
    [/line 2, filter 'hello': unknown key 'path'/, /give the object a key 'paths'/],
  ],
  [
    'neither folders to discover nor a components file',
    ({ folder, replace }) => {
      rmSync(join(folder, COMPONENTS))
      replace('.github/workflows/pipeline.yml', 'discover: services/*', "discover: ''")
    },
    [/Nothing says which components/, /discover: services\/\*/, /a file \.github\/components\.yml/],
  ],
  [
    'folders that are not there',
    ({ replace }) =>
      replace('.github/workflows/pipeline.yml', "discover: ''", "discover: 'apps/*'"),
    [/found none/, /Name folders that hold committed files/, /\.github\/components\.yml/],
  ],
]

describe('a stranger who copies the block of the README', () => {
  let world: ConsumerWorld
  let first: ActRun
  let documentation: ActRun
  let withoutDockerfile: ActRun
  const mistakes: ActRun[] = []
  const pushed = async () => world.act(push(await world.repository.commit('a change')))
  beforeAll(async () => {
    const files = strangerFiles()
    world = await startConsumerWorld(files).finally(() => rmSync(files, { recursive: true }))
    const { repository, inputs } = world
    const dockerfile = 'services/hello/Dockerfile'
    const command = 'CMD ["httpd", "-f", "-p", "8080", "-h", "/www"]'
    const base = `${inputs.registry}/base/busybox:1`
    repository.write(dockerfile, `FROM ${base}\nCOPY index.html /www/\n${command}\n`)
    first = await pushed()
    repository.write('README.md', '# Hello\n')
    documentation = await pushed()
    rmSync(join(repository.folder, dockerfile))
    withoutDockerfile = await pushed()
    for (const [, make] of MISTAKES) {
      make(repository)
      mistakes.push(await pushed())
    }
  }, 120_000)
  afterAll(() => world?.close(), 60_000)

  test('gets a green pipeline with the first push', () => {
    expect(first.exitCode).toBe(0)
    const results = first.jobs.map(({ id, result }) => [id, result])
    const jobs = ['detect', 'build', 'publish', 'collect', 'required']
    expect(results).toEqual(jobs.map((id) => [id, 'success']))
    expect(first.job('required').outputs.required).toMatchObject({ verdict: 'passed' })
    expect(first.jobs.flatMap(({ errors }) => errors)).toEqual([])
  })

  test('has the image in the registry, named by the branch and signed', async () => {
    const { main, ...others } = await world.tagsOf(IMAGE)
    expect(others).toEqual({})
    expect(main && (await world.statementsOf(IMAGE, main))).toBe(3)
  })

  test('pays one short job for a change of the documentation', () => {
    expect(documentation.exitCode).toBe(0)
    expect(documentation.jobs).toMatchObject([{ id: 'detect', result: 'success' }])
    expect(documentation.job('detect').warnings).toEqual([])
    expect(documentation.job('detect').seconds).toBeLessThan(first.durationMs / 1000 / 3)
  })

  test('is warned when there is no Dockerfile', () => {
    expect(withoutDockerfile.jobs).toMatchObject([{ id: 'detect', result: 'success' }])
    expect(withoutDockerfile.job('detect').warnings.join()).toMatch(
      /no selected component has an image or a check: hello\. There is no services\/hello\/Dockerfile\. Add the Dockerfile/,
    )
  })

  test.each(MISTAKES.map(([what, , words], at) => [what, at, words] as const))(
    'is told what to do about %s',
    (_, at, words) => {
      const run = mistakes[at]
      expect(run?.exitCode).toBe(1)
      const told = run?.job('detect').errors ?? []
      expect(told).toHaveLength(1)
      for (const word of words) expect(told[0]).toMatch(word)
    },
  )
})
