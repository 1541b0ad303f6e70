import { criticalPath } from '@ci-kit/docker-cache/progress/critical-path'
import { isPushed } from '@ci-kit/docker-cache/progress/exports'
import { hitRate } from '@ci-kit/docker-cache/progress/hit-rate'
import { stages } from '@ci-kit/docker-cache/progress/stages'
import { timeline } from '@ci-kit/docker-cache/report/timeline'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import * as recordings from './recordings.ts'
import { replay } from './replay.ts'

const name = fc.constantFrom(
  recordings.pushedWithTwoTags,
  recordings.pushedByDigest,
  recordings.deniedPush,
  recordings.deniedCacheExport,
  recordings.failedStep,
)
const BAD = [recordings.deniedPush, recordings.failedStep]

/** The tags that a recording pushes. */
const tagsOf = (recording: string): string[] => [
  ...new Set([...recording.matchAll(/pushing manifest for ([^@"]+)/g)].map(([, tag = '']) => tag)),
]

const lastPush = (recording: string): number =>
  recording.split('\n').findLastIndex((line) => line.includes('pushing manifest'))

describe('a stream that was cut', () => {
  test('never tells of a push that the whole one does not tell of, nor before its last record', () => {
    fc.assert(
      fc.property(name, fc.nat(), (recording, at) => {
        const cut = recording.slice(0, at % recording.length)
        const tags = tagsOf(recording)
        if (!isPushed(replay(cut).exported, tags)) return
        expect(isPushed(replay(recording).exported, tags)).toBe(true)
        expect(cut.split('\n').length - 1).toBeGreaterThanOrEqual(lastPush(recording))
      }),
    )
  })

  test('is not complete while a step or a transfer is under way', () => {
    for (const recording of [recordings.pushedWithTwoTags, recordings.pushedByDigest]) {
      const lines = recording.split('\n')
      const complete = lines.map((_, count) => replay(lines.slice(0, count).join('\n')).complete)
      const firstExport = lines.findIndex((line) => line.includes('"name":"exporting to image"'))
      expect(complete.slice(0, firstExport + 1)).not.toContain(true)
      expect(replay(recording).complete).toBe(true)
    }
  })

  test.each([
    ['denied push', recordings.deniedPush],
    ['failed step', recordings.failedStep],
  ])(
    'of a %s has steps that failed or did not come, or an export that is not pushed',
    (_, recording) => {
      const lines = recording.split('\n')
      for (const count of lines.keys()) {
        const graph = replay(lines.slice(0, count).join('\n'))
        const claimsPush = isPushed(graph.exported, ['r.test/app:1'])
        expect(claimsPush).toBe(false)
      }
      expect(replay(recording).complete).toBe(false)
    },
  )
})

describe('whatever is done to the bytes of a stream', () => {
  const damaged = fc
    .tuple(name, fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { maxLength: 20 }))
    .map(([recording, changes]) => {
      const bytes = Buffer.from(recording)
      for (const [at, byte] of changes) bytes[at % bytes.length] = byte
      return bytes
    })

  test('nothing throws, and numbers stay numbers', () => {
    fc.assert(
      fc.property(damaged, (bytes) => {
        const graph = replay(bytes)
        const { percent } = hitRate(graph.steps)
        expect(percent >= 0 && percent <= 100).toBe(true)
        expect(graph.steps.every(({ seconds }) => seconds >= 0)).toBe(true)
        expect(stages(graph).every(({ rate }) => rate >= 0 && rate <= 100)).toBe(true)
        expect(new Set(criticalPath(graph)).size).toBe(criticalPath(graph).length)
        expect(timeline(graph)).not.toContain('NaN')
      }),
    )
  })

  test('a build that failed is not complete when lines are lost, doubled or in another order', () => {
    const shuffled = fc
      .constantFrom(...BAD)
      .chain((recording) => fc.shuffledSubarray(recording.split('\n')))
    fc.assert(
      fc.property(shuffled, (lines) => {
        const { exported } = replay([...lines, ...lines].join('\n'))
        expect(isPushed(exported, ['r.test/app:1'])).toBe(false)
      }),
    )
  })

  test.each([
    [
      'a circle of inputs',
      '{"vertexes":[{"digest":"a","inputs":["b"],"name":"[1/2] RUN a"},{"digest":"b","inputs":["a"],"name":"[2/2] RUN b"}]}',
    ],
    [
      'an input of itself',
      '{"vertexes":[{"digest":"a","inputs":["a"],"name":"[1/2] RUN a","started":"2026-01-01T00:00:00Z","completed":"2026-01-01T00:00:01Z"}]}',
    ],
    [
      'an end before its start',
      '{"vertexes":[{"digest":"a","name":"[1/2] RUN a","started":"2026-01-01T00:00:09Z","completed":"2026-01-01T00:00:01Z"}]}',
    ],
    [
      'inherited names',
      '{"vertexes":[{"digest":"__proto__","name":"[1/2] RUN a","inputs":["constructor"]}],"statuses":[{"vertex":"toString","id":"x"}]}',
    ],
  ])('%s is no step from the cache', (_, line) => {
    const graph = replay(line)
    expect(hitRate(graph.steps).cached).toBe(0)
    expect(criticalPath(graph).length).toBeLessThanOrEqual(2)
  })
})

test('ten thousand steps are read in a moment', () => {
  const lines = Array.from({ length: 10_000 }, (_, index) =>
    JSON.stringify({
      vertexes: [
        { digest: `d${index}`, inputs: [`d${index - 1}`], name: `[${index + 1}/10000] RUN x` },
      ],
    }),
  )
  const { steps } = replay(lines.join('\n'))
  expect(steps).toHaveLength(10_000)
  expect(hitRate(steps).cached).toBe(0)
})
