import { allCached, graphBuilder } from '@ci-kit/docker-cache/progress/build-graph'
import { isPushed } from '@ci-kit/docker-cache/progress/exports'
import { type PushedImage, pushWatch } from '@ci-kit/docker-cache/progress/push-watch'
import { describe, expect, test } from '@jest/globals'
import { built, part, records, vertex } from '../records.ts'
import * as recordings from './recordings.ts'
import { prettyPrinted, replay } from './replay.ts'

const DIGEST = 'sha256:d0ddf6e0c48d3e75740d437e78d2251c9e3d196777cc16d2bb9ee2dc307ad6f4'
const TAGS = ['r.test/app:1', 'r.test/app:2']
const INDEX = 'sha256:cfaade9513b0faf69144ede1ff7f5e4ad3f06b53b7b8785e9ff202a7a80a8cea'

describe.each([
  ['one line an object', (text: string) => text],
  ['several lines an object', prettyPrinted],
])('the export of an image, %s', (_, form) => {
  test('that was pushed with two tags, with its times', () => {
    expect(replay(form(recordings.pushedWithTwoTags)).exported).toEqual({
      state: 'done',
      error: undefined,
      completed: true,
      startedMs: Date.parse('2026-11-21T15:27:57.596Z'),
      completedMs: Date.parse('2026-11-21T15:27:57.621Z'),
      exportMs: 3,
      pushMs: 22,
      digest: DIGEST,
      pushed: TAGS.map((reference) => ({ reference, digest: DIGEST })),
    })
  })

  test('that was pushed by digest has the digest of its index', () => {
    const { exported } = replay(form(recordings.pushedByDigest))
    expect(exported?.digest).toBe(INDEX)
    expect(exported?.pushed).toEqual([{ reference: 'r.test/app', digest: undefined }])
    expect(isPushed(exported, ['r.test/app'])).toBe(true)
  })

  test('whose push was denied has failed and pushed nothing', () => {
    const graph = replay(form(recordings.deniedPush))
    expect(graph.exported).toMatchObject({ state: 'failed', completed: false, pushed: [] })
    expect(graph.exported?.error).toContain('denied: permission_denied: write_package')
    expect(isPushed(graph.exported, ['r.test/app:1'])).toBe(false)
    expect(graph.cacheExport).toMatchObject({ state: 'failed', error: 'context canceled' })
    expect(graph.failure?.vertex).toBe('exporting to image')
    expect(graph.complete).toBe(false)
  })

  test('is not touched by a cache that was denied', () => {
    const graph = replay(form(recordings.deniedCacheExport))
    expect(isPushed(graph.exported, ['r.test/app:1'])).toBe(true)
    expect(graph.cacheExport?.state).toBe('failed')
    expect(graph.cacheExport?.error).toContain('denied: permission_denied: write_package')
    expect(graph.cacheExport?.exportMs).toBe(102)
    expect([graph.failure, graph.complete]).toEqual([undefined, true])
  })
})

describe('the image is called pushed', () => {
  const EXPORT = 'exporting to image'
  const pushing = (tag: string) => `pushing manifest for r.test/app:${tag}@${DIGEST}`
  const states = (tags: string[], ...statuses: ReturnType<typeof records>[]) => {
    const told: PushedImage[] = []
    const text = statuses.map((status) => JSON.stringify(status))
    const watchers: ReturnType<typeof pushWatch>[] = []
    const answers = text.map(() => false)
    let count = 0
    replay(statuses.map(raw).join('\n'), (status, graph) => {
      watchers[0] ??= pushWatch(tags, graph, (image) => told.push(image))
      watchers[0](status)
      answers[count++] = told.length > 0
    })
    return { answers, told }
  }
  const time = (ms: number | undefined) => (ms === undefined ? {} : new Date(ms).toISOString())
  const raw = (status: ReturnType<typeof records>) =>
    JSON.stringify({
      vertexes: status.vertexes.map((one) => ({
        ...one,
        started: time(one.started),
        completed: time(one.completed),
      })),
      statuses: status.statuses.map((one) => ({
        ...one,
        started: time(one.started),
        completed: time(one.completed),
      })),
    })

  test('not when the image was made, but when its last tag is there and the vertex has ended', () => {
    const { answers, told } = states(
      TAGS,
      records(vertex(EXPORT, { started: 1_000 })),
      records(built(EXPORT, 1, 2)),
      records(vertex(EXPORT, { started: 2_000 })),
      part(EXPORT, pushing('1'), { completed: 2_500 }),
      part(EXPORT, pushing('2'), { completed: 2_600 }),
      records(built(EXPORT, 2, 3)),
      records(built(EXPORT, 2, 3)),
    )
    expect(answers).toEqual([false, false, false, false, false, true, true])
    expect(told).toHaveLength(1)
    expect(told[0]).toMatchObject({ digest: DIGEST, allCached: true })
  })

  test('when the record of the last manifest comes after the end of the vertex', () => {
    const { answers } = states(
      ['r.test/app:1'],
      part(EXPORT, pushing('1')),
      records(built(EXPORT, 1, 3)),
      part(EXPORT, pushing('1'), { completed: 3_000 }),
    )
    expect(answers).toEqual([false, false, true])
  })

  test('never when a tag is missing, or when the push failed', () => {
    const one = part(EXPORT, pushing('1'), { completed: 2_500 })
    expect(states(TAGS, one, records(built(EXPORT, 1, 3))).told).toEqual([])
    const failed = records(built(EXPORT, 1, 3, { error: 'failed to push' }))
    expect(states(['r.test/app:1'], one, failed).told).toEqual([])
  })

  test('for the tags before the one that may have failed', () => {
    const { graph, add } = graphBuilder()
    add(part(EXPORT, pushing('1'), { completed: 2_500 }))
    add(part(EXPORT, pushing('2'), { completed: 2_600 }))
    add(records(built(EXPORT, 1, 3, { error: 'failed to push r.test/app:2' })))
    expect(graph().exported?.pushed.map(({ reference }) => reference)).toEqual(['r.test/app:1'])
  })

  test('on Docker Hub, which BuildKit spells in full', () => {
    const id = `pushing manifest for docker.io/library/app:1@${DIGEST}`
    const done = [part(EXPORT, id, { completed: 2_500 }), records(built(EXPORT, 1, 3))]
    expect(states(['app:1'], ...done).told).toHaveLength(1)
    expect(states(['app:2'], ...done).told).toEqual([])
  })

  test('with its own digest, beside an archive that is compressed differently', () => {
    const archive = 'exporting to oci image format'
    const { told } = states(
      ['r.test/app'],
      part(archive, `exporting manifest ${INDEX}`, { completed: 1_500 }),
      part(EXPORT, `exporting manifest ${DIGEST}`, { completed: 1_600 }),
      part(EXPORT, 'pushing manifest for r.test/app', { completed: 2_500 }),
      records(built(archive, 1, 2), built(EXPORT, 1, 3)),
    )
    expect(told.map(({ digest }) => digest)).toEqual([DIGEST])
  })

  test('before the cache is written, in a real build', () => {
    const seen: { image: PushedImage; cacheState: string | undefined }[] = []
    let watch: ReturnType<typeof pushWatch> | undefined
    replay(recordings.pushedWithTwoTags, (status, graph) => {
      watch ??= pushWatch(TAGS, graph, (image) =>
        seen.push({ image, cacheState: image.graph.cacheExport?.state }),
      )
      watch(status)
    })
    expect(seen).toHaveLength(1)
    expect(seen[0]).toMatchObject({ cacheState: 'running', image: { allCached: true } })
  })
})

describe('all is cached', () => {
  test('when no step was built for the image', () => {
    expect(allCached(replay(recordings.pushedWithTwoTags))).toBe(true)
    expect(allCached(replay(recordings.deniedPush))).toBe(false)
    expect(allCached(replay(recordings.failedStep))).toBe(false)
  })

  test('not before the image is being written', () => {
    const answers: boolean[] = []
    replay(recordings.pushedWithTwoTags, (_, graph) => answers.push(allCached(graph())))
    const { length } =
      recordings.pushedWithTwoTags.split('"name":"exporting to image"')[0]?.split('\n') ?? []
    expect(answers.indexOf(true)).toBe(length - 1)
    expect(answers.slice(length - 1)).not.toContain(false)
  })
})
