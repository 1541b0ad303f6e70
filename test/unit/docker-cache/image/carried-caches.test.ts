import { describe, expect, test } from '@jest/globals'
import { onPullRequest } from '../contexts.ts'
import type { World } from '../fake-run.ts'
import { built, cached, records } from '../records.ts'
import { made, making } from './made.ts'
import { type MemoryRegistries, memoryRegistries, tagsLike } from './memory-registry.ts'
import { failed, pushes, type Script } from './scripted-builder.ts'

const DOCKERFILE = `FROM ghcr.io/org/base:1@sha256:${'b'.repeat(64)}
WORKDIR /src
COPY lock .
RUN --mount=type=cache,target=/root/.npm npm ci
COPY a .
RUN --mount=type=cache,id=tsc,target=/cache tsc
`
const FILES = { Dockerfile: DOCKERFILE, lock: '1', a: '1' }
const [NPM, TSC] = [
  '[4/6] RUN --mount=type=cache,target=/root/.npm npm ci',
  '[6/6] RUN --mount=type=cache,id=tsc,target=/cache tsc',
]

type Given = Readonly<Record<string, string>>

const run = async (
  registries: MemoryRegistries,
  steps: Script | undefined,
  around: World = {},
  given: Given = {},
) => {
  const script =
    steps ?? pushes(registries, { steps: [records(built(NPM, 0, 1), built(TSC, 1, 2))] })
  return made(given, { registries, files: FILES, builds: [script], ...around })
}

/** The tags under which solves of cache mounts were to save them. */
const savedIn = (mounts: readonly (readonly string[])[]): string[] =>
  mounts.flatMap((args) =>
    args.flatMap((arg) => /name=ghcr\.io\/org\/app:(mount-cache-[^,]+)/.exec(arg)?.[1] ?? []),
  )

const broughtIn = (mounts: readonly (readonly string[])[]): string[] =>
  mounts.flatMap((args) =>
    args.flatMap((arg) => /^--build-context=saved\d+=docker-image:\/\/(.+)/.exec(arg)?.[1] ?? []),
  )

/** A registry after one build whose mounts are saved. */
const withSaved = async (given: Given = {}) => {
  const registries = memoryRegistries()
  const { mounts } = await run(registries, undefined, {}, given)
  const { store } = registries
  for (const tag of savedIn(mounts))
    store.addManifest('org/app', tag, {
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
      bytes: Buffer.from(JSON.stringify({ schemaVersion: 2, tag })),
    })
  return registries
}

describe('cache mounts', () => {
  test('of steps that were run are saved, each under a tag of its own', async () => {
    const { mounts } = await run(memoryRegistries(), undefined)
    expect(savedIn(mounts)).toHaveLength(2)
    expect(new Set(savedIn(mounts)).size).toBe(2)
  })

  test('of cached steps are not', async () => {
    const registries = memoryRegistries()
    const steps = [records(cached(NPM), built(TSC, 1, 2))]
    const { mounts } = await run(registries, pushes(registries, { steps }))
    expect(savedIn(mounts)).toHaveLength(1)
  })

  test.each<[string, World, Given]>([
    [
      'a run that may carry code from a fork',
      { context: onPullRequest({ headRepository: 'x/y' }) },
      {},
    ],
    ['an author who wants no caches', {}, { 'cache-write': 'false' }],
    ['an author who wants no mounts', {}, { 'cache-mounts': 'false' }],
    ['a run without a push', {}, { push: 'false' }],
  ])('are not saved by %s', async (_, around, given) => {
    const { mounts } = await run(memoryRegistries(), undefined, around, given)
    expect(mounts).toEqual([])
  })

  test('that cannot be saved are a warning', async () => {
    const mounts = { exitCode: 1, text: 'ERROR: denied' }
    const { texts, image } = await run(memoryRegistries(), undefined, { mounts })
    expect(image.digest).toBeDefined()
    expect(texts('warning').join()).toContain('The content of cache mounts could not be saved')
  })

  test('of a build that fails are not saved', async () => {
    const { image, mounts } = making({}, { files: FILES, builds: [failed(['ERROR: x'])] })
    await expect(image).rejects.toThrow('x')
    expect(savedIn(mounts)).toEqual([])
  })
})

describe('cache mounts that were saved', () => {
  const later = async (change: World['files'], given: Given = {}, around: World = {}) => {
    const registries = await withSaved()
    return run(registries, undefined, { files: { ...FILES, ...change }, ...around }, given)
  }

  test('are brought in where their step is expected to run', async () => {
    const { mounts } = await later({ lock: '2' })
    expect(broughtIn(mounts)).toHaveLength(2)
    expect(broughtIn(mounts).join()).toMatch(/ghcr\.io\/org\/app@sha256:[0-9a-f]{64}/)
  })

  test('are left where it is expected to come from the cache', async () => {
    const { mounts } = await later({ a: '2' })
    expect(broughtIn(mounts)).toHaveLength(1)
  })

  test('are not brought in for a change that reaches no step', async () => {
    const { mounts } = await later({ README: 'new' })
    expect(broughtIn(mounts)).toEqual([])
  })

  test.each<[string, World['files'], Given, World]>([
    ['the Dockerfile changed', { Dockerfile: `# x\n${DOCKERFILE}` }, {}, {}],
    ['another input changed', {}, { 'shm-size': '1g' }, {}],
    ['the caches are not used', {}, { 'no-cache': 'true' }, {}],
    ['the cache of a stage is not used', {}, { 'no-cache-filters': 'x' }, {}],
    ['something is in doubt', { a: '2' }, {}, { env: { BUILDX_GIT_LABELS: '1' } }],
  ])('are all brought in when %s', async (_, change, given, around) => {
    const { mounts } = await later(change, given, around)
    expect(broughtIn(mounts)).toHaveLength(2)
  })

  test('are all brought in when the image is too old to be taken', async () => {
    const { mounts, plans } = await later({}, { 'max-age': '1m' })
    expect(plans).toMatchObject([{ noCache: true }])
    expect(broughtIn(mounts)).toHaveLength(2)
  })

  test('are not looked for when the build is skipped', async () => {
    const { mounts, image } = await later({})
    expect(image.skipped).toBe(true)
    expect(mounts).toEqual([])
  })

  test('that cannot be brought in are a warning, and the build goes on', async () => {
    const { texts, image } = await later(
      { lock: '2' },
      { 'cache-write': 'false' },
      {
        mounts: { exitCode: 1, text: 'ERROR: x' },
      },
    )
    expect(image.digest).toBeDefined()
    expect(texts('warning')).toEqual([
      expect.stringContaining('The content of cache mounts could not be brought in'),
    ])
  })

  test('have their namespace with them, whatever is in it', async () => {
    const args = { 'build-args': 'BUILDKIT_CACHE_MOUNT_NS=a=b' }
    const { mounts } = await run(memoryRegistries(), undefined, {}, args)
    expect(mounts[0]).toContain('--build-arg=BUILDKIT_CACHE_MOUNT_NS=a=b')
  })
})

test('a build whose Dockerfile has no cache mounts asks for none', async () => {
  const registries = memoryRegistries()
  const files = { Dockerfile: 'FROM scratch\nCOPY a /a\n', a: '1' }
  const { mounts } = await run(registries, pushes(registries), { files })
  expect(mounts).toEqual([])
  expect(tagsLike(registries.store, 'mount-cache-')).toEqual([])
})
