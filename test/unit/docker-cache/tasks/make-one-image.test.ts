import { describe, expect, test } from '@jest/globals'
import { until } from '../../../fakes/until.ts'
import { contextWith, onPullRequest } from '../contexts.ts'
import { start } from '../fake-run.ts'
import { tagged } from '../image/memory-registry.ts'
import { cacheExports, done } from '../image/scripted-builder.ts'
import { warns } from '../records.ts'
import { promised, pushing, STEPS, unchanged } from './one-image.ts'

describe('all outputs that action.yml promises', () => {
  test('are there after a build', async () => {
    const { outcome, registries } = pushing({ tags: '1\nlatest' })
    const outputs = await outcome
    const digest = tagged(registries.store, '1')
    expect(Object.keys(outputs).toSorted()).toEqual(promised)
    expect(outputs).toMatchObject({
      digest,
      image: `ghcr.io/org/app@${digest}`,
      imageid: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
      tags: 'ghcr.io/org/app:1\nghcr.io/org/app:latest',
      ...{ version: '1', skipped: false, 'cached-steps': 2, 'total-steps': 3 },
      ...{ 'cache-hit-rate': 66, 'cache-written': true, 'duration-ms': 0 },
      ...{ 'push-ms': 1_000, 'export-ms': 1_000, 'image-size': 1_000, 'pushed-bytes': 1_000 },
      ...{ efficiency: '', results: [] },
      metadata: { 'containerimage.digest': digest },
    })
  })

  test('are there when nothing was built', async () => {
    const outputs = await (await unchanged()).outcome
    expect(Object.keys(outputs).toSorted()).toEqual(promised)
    expect(outputs).toMatchObject({
      ...{ skipped: true, 'cached-steps': 0, 'total-steps': 0, 'cache-hit-rate': 100 },
      ...{ 'cache-written': false, 'push-ms': '', 'export-ms': '', 'pushed-bytes': 0 },
      ...{ 'image-size': 1_000, 'cache-from-used': '[]', stages: [] },
    })
    expect(outputs.digest).toMatch(/^sha256:/)
  })

  test('are there when nothing was pushed, and name no image that could be pulled', async () => {
    const outputs = await start({ push: 'false' }, { builds: [done([STEPS])] }).outcome
    expect(Object.keys(outputs).toSorted()).toEqual(promised)
    expect(outputs).toMatchObject({ image: '', imageid: '', 'image-size': '', metadata: '' })
    expect(outputs).toMatchObject({ tags: 'ghcr.io/org/app:main', 'push-ms': '' })
  })
})

describe('the log', () => {
  test('says what is read and written before, and what was done after', async () => {
    const { outcome, printed, annotations, summaries, repeated } = pushing(
      {},
      { context: contextWith({ ref: 'refs/heads/x' }) },
    )
    const { digest } = await outcome
    expect(printed.slice(0, 3)).toEqual([
      'The image is built: no image of the same content is there.',
      'Caches to read: ghcr.io/org/app:cache-x, ghcr.io/org/app:cache-main',
      'Caches to write: ghcr.io/org/app:cache-x',
    ])
    expect(printed.slice(-2)).toEqual([
      `Pushed ghcr.io/org/app:x ${digest}`,
      expect.stringMatching(/^2 of 3 steps cached \(66 %\), 1\.0 kB, 0 ms$/),
    ])
    expect(annotations).toEqual([])
    expect(summaries).toEqual([expect.stringContaining('2 of 3 steps cached (66 %)')])
    expect(repeated.size).toBe(0)
  })

  test('says when nothing was built', async () => {
    const { outcome, printed, summaries } = await unchanged()
    await outcome
    expect(printed.join('\n')).toMatch(
      /Unchanged ghcr\.io\/org\/app:main sha256:.*\nNothing was built/,
    )
    expect(summaries).toHaveLength(1)
  })

  test('says why nothing was pushed', async () => {
    const context = onPullRequest({ headRepository: 'evil/\n::error::x' })
    const { outcome, texts, printed } = start({}, { context, builds: [done([STEPS])] })
    expect(await outcome).toMatchObject({ image: '' })
    expect(texts('notice')).toEqual([
      'The image is built but not pushed: the pull request comes from the fork evil/\\n::error::x.',
      'No cache is written: the pull request comes from the fork evil/\\n::error::x.',
    ])
    expect(printed.join('\n')).toContain('Built, not pushed: ghcr.io/org/app:pr-7')
  })

  test('has the findings of the builder at their lines', async () => {
    const found = warns(
      {
        text: 'FromAsCasing: casing\n::error::x',
        file: 'Dockerfile',
        line: 3,
        rule: 'FromAsCasing',
      },
      { text: 'whole file', file: undefined, line: undefined, rule: undefined },
    )
    const { outcome, annotations } = pushing({}, {}, { after: [found] })
    await outcome
    expect(annotations).toEqual([
      {
        level: 'warning',
        text: 'FromAsCasing: casing\\n::error::x',
        at: { title: 'FromAsCasing', file: 'Dockerfile', line: 3 },
      },
      { level: 'warning', text: 'whole file', at: {} },
    ])
  })

  test('stands alone where no summary is wanted', async () => {
    const { outcome, summaries } = pushing({ summary: 'false' })
    await outcome
    expect(summaries).toEqual([])
  })
})

test('names and digest are told before the cache is written', async () => {
  const { outcome, told, advance, registries } = pushing(
    {},
    {},
    { after: [cacheExports], end: 'stop' },
  )
  const over = { yet: false }
  const ended = outcome.then((outputs) => {
    over.yet = true
    return outputs
  })
  await until(() => told.length > 0)
  expect(over.yet).toBe(false)
  expect(told).toEqual([
    expect.objectContaining({
      digest: tagged(registries.store, 'main'),
      ...{ tags: 'ghcr.io/org/app:main', 'image-size': 1_000, skipped: false },
    }),
  ])
  expect(promised).toEqual(expect.arrayContaining(Object.keys(told[0] ?? {})))
  advance(900_000)
  expect(await ended).toMatchObject({ 'cache-written': false, ...told[0], 'duration-ms': 900_000 })
})
