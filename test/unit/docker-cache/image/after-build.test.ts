import { describe, expect, test } from '@jest/globals'
import { built, cached, records } from '../records.ts'
import { made, making } from './made.ts'
import { memoryRegistries, tagsLike } from './memory-registry.ts'
import {
  cacheExports,
  cacheFails,
  cacheWritten,
  failed,
  type Pushing,
  pushes,
  type Script,
} from './scripted-builder.ts'

const COPY = '[stage-0 1/1] COPY a /a'
const STEP = records(built(COPY, 0, 1))
const HIT = records(cached(COPY))
const IMPORT = 'importing cache manifest from ghcr.io/org/app:cache-main'

type Given = Readonly<Record<string, string>>

/** A build that pushes, with what is reported besides. */
const facts = async (pushing: Pushing, given: Given = {}, exports?: Script) => {
  const registries = memoryRegistries()
  const builds = [pushes(registries, { steps: [STEP], ...pushing })]
  const run = await made(given, { registries, builds, ...(exports && { exports }) })
  if (run.facts === undefined) throw new Error('nothing was built')
  return { ...run, facts: run.facts }
}

describe('the caches of a build', () => {
  test('that were written are told', async () => {
    const { facts: told, texts } = await facts({ after: [cacheWritten] })
    expect(told.caches).toMatchObject({ written: true, reason: '' })
    expect(told.exportMs).toBe(1_000)
    expect(texts('warning')).toEqual([])
  })

  test('that nobody has written yet are no warning', async () => {
    const error =
      'failed to configure registry cache importer: ghcr.io/org/app:cache-main: not found'
    const missing = records(built(IMPORT, 0, 1, { error }))
    const { facts: told, texts, printed } = await facts({ steps: [missing, STEP] })
    expect(texts('warning')).toEqual([])
    expect(printed).toContain('No cache at ghcr.io/org/app:cache-main yet.')
    expect(told.caches.used).toEqual([{ ref: 'ghcr.io/org/app:cache-main', result: 'not-found' }])
  })

  test.each([
    'failed to configure registry cache importer: unexpected status from HEAD request to https://ghcr.io/v2/org/app/manifests/cache-main: 403 Forbidden\ndenied',
    'failed to configure registry cache importer: unexpected status from HEAD request to http://127.0.0.1:40404/v2/a/manifests/c: 500 Internal Server Error',
    'failed to configure registry cache importer: failed to do request: Head "http://127.0.0.1:1/v2/a/manifests/not found": connection refused',
  ])('that cannot be read are a warning: %s', async (error) => {
    const { texts } = await facts({ steps: [records(built(IMPORT, 0, 1, { error })), STEP] })
    expect(texts('warning')).toEqual([
      `The cache ghcr.io/org/app:cache-main could not be read: ${error.replace('\n', ' ')}. The build went on without it.`,
    ])
  })

  test('that cannot be written are a warning that says what to do, and no failure', async () => {
    const { facts: told, texts } = await facts({
      after: [cacheFails('error writing layer blob: denied')],
      end: { kind: 'failed', failure: { exitCode: 1, text: [] } },
    })
    expect(told.caches.written).toBe(false)
    expect(texts('warning')).toEqual([
      expect.stringMatching(
        /^The cache could not be written: error writing layer blob: denied\. The image is not affected.*packages: write/,
      ),
    ])
  })

  test('need not be written when all is cached: that is no warning', async () => {
    const { facts: told, texts } = await facts({
      steps: [records(built(IMPORT, 0, 1)), HIT],
      end: 'stop',
    })
    expect(told.hits).toMatchObject({ cached: 1, total: 1, percent: 100 })
    expect(told.caches).toMatchObject({ written: false, reason: 'it holds every step already' })
    expect(told.exportMs).toBeUndefined()
    expect(texts('warning')).toEqual([])
  })

  test('are given up with a warning when they take too long', async () => {
    const registries = memoryRegistries()
    const builds = [pushes(registries, { steps: [STEP], after: [cacheExports], end: 'stop' })]
    const { image, advance, texts } = making(
      { 'cache-export-timeout': '30' },
      { registries, builds },
    )
    const finished = (await image).finish()
    advance(30_000)
    expect((await finished)?.caches).toMatchObject({
      written: false,
      reason: "it took longer than 30 s, which input 'cache-export-timeout' allows",
    })
    expect(texts('warning')).toEqual([
      "The cache could not be written: it took longer than 30 s, which input 'cache-export-timeout' allows. The image is not affected.",
    ])
  })
})

describe('the cache of a stage', () => {
  const given = { 'cache-targets': 'deps' }

  test('is written by a solve of its own, after the build', async () => {
    const { exported, plans } = await facts({}, given)
    expect(plans).toHaveLength(1)
    expect(exported).toMatchObject([
      {
        target: 'deps',
        cacheTo: [expect.stringContaining('ref=ghcr.io/org/app:builder-cache-main,mode=max')],
      },
    ])
  })

  test('builds nothing anew, also where the image was', async () => {
    const anew = { ...given, 'no-cache': 'true', 'no-cache-filters': 'deps' }
    const { exported, plans } = await facts({}, anew)
    expect(plans).toMatchObject([{ noCache: true, noCacheFilters: ['deps'] }])
    expect(exported).toMatchObject([{ noCache: false, noCacheFilters: [] }])
  })

  test('is left alone when all was cached', async () => {
    expect((await facts({ steps: [HIT] }, given)).exported).toEqual([])
  })

  test.each<[string, Script, string]>([
    ['with the words of the builder', failed(['one', 'ERROR: denied']), 'ERROR: denied'],
    ['with the words of the export', failed(['x'], [cacheFails('no room')]), 'no room'],
    ['with its exit code alone', failed([]), 'buildx ended with exit code 1 and said nothing'],
    [
      'though the builder ends well',
      (_, { onProgress }) => {
        onProgress(cacheFails('ignored'))
        return { kind: 'done', digest: undefined }
      },
      'ignored',
    ],
  ])('that fails %s is a warning, and the image is good', async (_, exports, words) => {
    const { texts, image } = await facts({}, given, exports)
    expect(image.digest).toBeDefined()
    expect(texts('warning')).toEqual([
      `The cache of stage 'deps' could not be written: ${words}. The image is not affected.`,
    ])
  })

  test('that takes too long is given up', async () => {
    const registries = memoryRegistries()
    const asked = Promise.withResolvers<void>()
    const { image, advance, texts, repeated } = making(given, {
      registries,
      builds: [pushes(registries, { steps: [STEP] })],
      exports: (_, { stop }) => {
        asked.resolve()
        return new Promise((resolve) => {
          stop?.addEventListener('abort', () => resolve({ kind: 'stopped' }))
        })
      },
    })
    const finished = (await image).finish()
    await asked.promise
    advance(901_000)
    await finished
    expect(texts('warning')).toEqual([
      "The cache of stage 'deps' could not be written: it took too long. The image is not affected.",
    ])
    expect(repeated.size).toBe(0)
  })
})

test('a build without a push leaves nothing in the registry', async () => {
  const { registries } = await made({ push: 'false' }, {})
  expect(tagsLike(registries.store, '')).toEqual([])
})
