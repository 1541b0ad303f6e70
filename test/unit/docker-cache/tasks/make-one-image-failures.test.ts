import { describe, expect, test } from '@jest/globals'
import { until } from '../../../fakes/until.ts'
import { contextWith } from '../contexts.ts'
import { start, type World } from '../fake-run.ts'
import { memoryRegistries, tagged, tagsLike } from '../image/memory-registry.ts'
import { cacheExports, done, failed, type Pushing } from '../image/scripted-builder.ts'
import { built, records } from '../records.ts'
import { failedResult, type Given, promised, pushing, STEPS, unchanged } from './one-image.ts'

describe('a limit that is passed', () => {
  test.each<[Given, RegExp]>([
    [{ 'max-image-size': '999B' }, /'max-image-size' is .* the size of the image is/],
    [{ 'min-hit-rate': '67' }, /'min-hit-rate' is 67 %, and the hit rate is 66 %/],
  ])(
    'fails the step before the image has a name, and keeps what was measured: %j',
    async (given, words) => {
      const imported = records(
        built('importing cache manifest from ghcr.io/org/app:cache-main', 0, 1),
      )
      const { outcome, registries, summaries } = pushing(given, {}, { steps: [imported, STEPS] })
      const failure = await outcome.then(() => undefined, failedResult)
      expect(failure?.message).toMatch(words)
      expect(Object.keys(failure?.outputs ?? {}).toSorted()).toEqual(promised)
      expect(failure?.outputs).toMatchObject({ digest: '', image: '', tags: '', 'total-steps': 3 })
      // It gets no name that anybody could deploy.
      expect(tagged(registries.store, 'main')).toBeUndefined()
      expect(summaries).toHaveLength(1)
    },
  )

  test('is a warning where the author wants that', async () => {
    const { outcome, texts } = pushing({ 'max-image-size': '999B', 'on-limit': 'warn' })
    await outcome
    expect(texts('warning')).toEqual([expect.stringContaining("'max-image-size'")])
  })

  test('counts for an image that was found, too', async () => {
    const { outcome } = await unchanged({}, { 'max-image-size': '999B' })
    await expect(outcome).rejects.toThrow("'max-image-size'")
  })

  test('says nothing of the size where nothing is pushed', async () => {
    const given = { push: 'false', 'max-image-size': '1B', 'max-layer-waste': '1' }
    const { outcome, texts } = start(given, { builds: [done([STEPS])] })
    await outcome
    expect(texts('warning').join()).toContain('is not measured: the image was not pushed')
  })

  test('cannot be kept where it cannot be measured', async () => {
    // The layer of the test is no archive.
    const { outcome, texts } = pushing({ 'max-layer-waste': '10' })
    await expect(outcome).rejects.toThrow("'max-layer-waste' is 10 %")
    expect(texts('warning').join()).toContain('The efficiency of the layers is not measured')
  })
})

describe('the best practices', () => {
  const files = { Dockerfile: 'FROM ghcr.io/org/base:latest\nCOPY a /a\n', a: 'one' }

  test('that fail do so before anything is built', async () => {
    const { outcome, plans, registries } = pushing({ lint: 'fail' }, { files })
    await expect(outcome).rejects.toMatchObject({
      name: 'UserError',
      message: expect.stringMatching(
        /^Input 'lint' is 'fail', and the Dockerfile has \d+ findings?: .*line \d+, /,
      ),
      at: { file: 'Dockerfile' },
    })
    expect([plans, registries.requests]).toEqual([[], []])
  })

  test('that warn do so at their lines, and in the summary', async () => {
    const { outcome, annotations, summaries } = pushing({ lint: 'warn' }, { files })
    await outcome
    expect(annotations.length).toBeGreaterThan(0)
    for (const { level, at } of annotations)
      expect([level, at]).toEqual(['warning', expect.objectContaining({ file: 'Dockerfile' })])
    expect(summaries.join()).toContain(annotations[0]?.at.title)
  })

  test('say nothing when they are off', async () => {
    const { outcome, annotations } = pushing({ lint: 'off' }, { files })
    await outcome
    expect(annotations).toEqual([])
  })
})

describe('a step that fails', () => {
  test('tells no digest, and says in the summary what to do', async () => {
    const error = 'exit code: 7'
    const text = ['ERROR: failed to build: failed to solve: target stage "x" could not be found']
    const { outcome, printed, summaries, told, repeated } = start(
      {},
      { builds: [failed(text, [records(built('[2/2] RUN a', 1, 2, { error }))])] },
    )
    await expect(outcome).rejects.toMatchObject({
      name: 'UserError',
      message: expect.stringContaining("Input 'target' is 'x'"),
    })
    expect(printed).toContain('1/1 failed in 1.0 s [2/2] RUN a')
    expect(summaries).toEqual([expect.stringMatching(/Input 'target'.*RUN a/s)])
    expect([told, repeated.size]).toEqual([[], 0])
  })

  test('because of a further output gives the image no name', async () => {
    const full = records(built('exporting to client directory', 1, 2, { error: 'no space' }))
    const end = { kind: 'failed', failure: { exitCode: 1, text: ['ERROR: no space'] } } as const
    const given = { outputs: 'type=local,dest=out' }
    const { outcome, told, registries } = pushing(given, {}, { after: [full], end })
    await expect(outcome).rejects.toThrow('no space')
    expect([told, tagsLike(registries.store, '')]).toEqual([[], []])
  })

  test('because of a tag leaves no key, tells nothing, and ends the builder', async () => {
    const registries = memoryRegistries()
    registries.refuse({ method: 'PUT', path: /manifests\/main$/, status: 403 })
    const how: Pushing = { after: [cacheExports], end: 'stop' }
    const { outcome, told, repeated } = pushing({}, { registries }, how)
    await expect(outcome).rejects.toThrow('Could not write manifest "main"')
    await until(() => repeated.size === 0)
    expect([told, tagsLike(registries.store, 'in-')]).toEqual([[], []])
  })

  test.each<[Given, World, string]>([
    [{ context: 'nowhere' }, {}, "Input 'context' is 'nowhere'"],
    [{ 'secret-envs': 'token=TOKEN' }, {}, 'TOKEN'],
    [{}, { context: contextWith({ event: '', ref: '' }) }, "Input 'tags' is not set"],
  ])('before it starts asks neither builder nor registry: %j', async (given, around, words) => {
    const { outcome, plans, registries } = pushing(given, around)
    await expect(outcome).rejects.toThrow(words)
    expect([plans, registries.requests]).toEqual([[], []])
  })
})
