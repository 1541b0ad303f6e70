import { describe, expect, test } from '@jest/globals'
import { contextWith, onPullRequest } from '../contexts.ts'
import { FILES, type World } from '../fake-run.ts'
import { built, records } from '../records.ts'
import { made } from './made.ts'
import { type MemoryRegistries, memoryRegistries, tagsLike } from './memory-registry.ts'
import { pushes } from './scripted-builder.ts'

const STEP = records(built('[2/2] COPY a /a', 0, 1))
const branch = (name: string) => contextWith({ ref: `refs/heads/${name}` })
const withA = (a: string) => ({ files: { ...FILES, a } })

type Given = Readonly<Record<string, string>>

const buildIn = (registries: MemoryRegistries, around: World = {}, given: Given = {}) => {
  const builds = [pushes(registries, { steps: [STEP] })]
  return made(given, { registries, builds, ...around })
}

const changesOf = async (registries: MemoryRegistries, around: World, given: Given = {}) =>
  (await buildIn(registries, around, given)).facts?.changes

describe('the record of a build', () => {
  test('is written under the scope of the run', async () => {
    const registries = memoryRegistries()
    await buildIn(registries, { context: branch('x') })
    expect(tagsLike(registries.store, 'inputs-')).toEqual(['inputs-x'])
  })

  test('is one a platform, where machines build one each', async () => {
    const registries = memoryRegistries()
    await buildIn(registries, {}, { platforms: 'linux/arm64' })
    expect(tagsLike(registries.store, 'inputs-')).toEqual(['inputs-main-linux-arm64'])
  })

  test.each<[string, World, Given]>([
    [
      'a run that may carry code from a fork',
      { context: onPullRequest({ headRepository: 'x/y' }) },
      {},
    ],
    ['a run without a push', {}, { push: 'false' }],
    ['a merge queue', { context: contextWith({ event: 'merge_group' }) }, {}],
    ['a release', { context: contextWith({ ref: 'refs/tags/v1' }) }, {}],
    ['an author who wants no caches', {}, { 'cache-write': 'false' }],
    ['a build of which something is in doubt', { env: { BUILDX_GIT_LABELS: '1' } }, {}],
  ])('is not written by %s', async (_, around, given) => {
    const registries = memoryRegistries()
    await buildIn(registries, around, given)
    expect(tagsLike(registries.store, 'inputs-')).toEqual([])
  })

  test('that the registry refuses is a line of the debug log, and nothing else', async () => {
    const registries = memoryRegistries()
    registries.refuse({ method: 'PUT', path: /manifests\/inputs-/, status: 403 })
    const { debugged, annotations } = await buildIn(registries)
    expect(annotations).toEqual([])
    expect(debugged.join('\n')).toContain('The record of this build was not written: Could not')
  })

  test('that cannot be read is one too, and the build knows no changes', async () => {
    const registries = memoryRegistries()
    await buildIn(registries)
    registries.refuse({ method: 'GET', path: /manifests\/inputs-/, status: 500 })
    const { debugged, facts, annotations } = await buildIn(registries, withA('two'))
    expect(facts?.changes).toBeUndefined()
    expect(annotations).toEqual([])
    expect(debugged.join('\n')).toContain('Could not read manifest "inputs-main"')
  })

  test('that is none is passed over', async () => {
    const registries = memoryRegistries()
    registries.store.addManifest('org/app', 'inputs-main', {
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
      bytes: Buffer.from('{"schemaVersion":2,"artifactType":"application/x-evil","layers":[]}'),
    })
    const { debugged, facts } = await buildIn(registries)
    expect(facts).toMatchObject({ changes: undefined })
    expect(debugged).toContain('inputs-main is no record of a build')
  })
})

describe('the changes since the last build', () => {
  test('are not known in the first one', async () => {
    expect(await changesOf(memoryRegistries(), {})).toBeUndefined()
  })

  test.each<[string, World, Given, object]>([
    ['a file', withA('two'), {}, { files: ['a'], args: [], dockerfile: false, options: false }],
    ['an argument', {}, { 'build-args': 'A=1' }, { files: [], args: ['A'] }],
    [
      'the Dockerfile',
      { files: { ...FILES, Dockerfile: 'FROM scratch\nCOPY a /b\n' } },
      {},
      { dockerfile: true },
    ],
    ['another input', {}, { labels: 'a=b' }, { options: true, files: [] }],
    ['a named context', {}, { 'build-contexts': 'lib=.' }, { contexts: ['lib'] }],
  ])('name %s', async (_, around, given, changes) => {
    const registries = memoryRegistries()
    await buildIn(registries)
    expect(await changesOf(registries, around, given)).toMatchObject(changes)
  })

  test('are those since a build of the own scope, where there is one', async () => {
    const BOTH = { ...FILES, Dockerfile: FILES.Dockerfile.replace('COPY a /a', 'COPY a b /') }
    const registries = memoryRegistries()
    await buildIn(registries, { context: branch('main'), ...withA('main') })
    await buildIn(registries, { context: branch('x'), files: { ...BOTH, b: 'x' } })
    const changes = await changesOf(registries, {
      context: branch('x'),
      files: { ...BOTH, b: 'y' },
    })
    expect(changes?.files).toEqual(['b'])
  })

  test('are those since a build of the default branch otherwise', async () => {
    const registries = memoryRegistries()
    await buildIn(registries, { context: branch('main'), ...withA('main') })
    const changes = await changesOf(registries, { context: branch('y'), ...withA('y') })
    expect(changes?.files).toEqual(['a'])
  })

  test('are known where no image was looked for, too', async () => {
    const registries = memoryRegistries()
    await buildIn(registries)
    const changes = await changesOf(registries, withA('two'), { skip: 'never' })
    expect(changes?.files).toEqual(['a'])
  })

  test('are not known where something is in doubt', async () => {
    const registries = memoryRegistries()
    await buildIn(registries)
    expect(await changesOf(registries, { env: { BUILDX_GIT_LABELS: '1' } })).toBeUndefined()
  })
})
