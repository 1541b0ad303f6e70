import { graphBuilder } from '@ci-kit/docker-cache/progress/build-graph'
import type { VertexRecord } from '@ci-kit/docker-cache/progress/solve-status'
import { type Changes, cacheMissReport } from '@ci-kit/docker-cache/report/cache-miss'
import { describe, expect, test } from '@jest/globals'
import { built, cached, records, vertex } from '../records.ts'

const NOTHING: Changes = {
  files: [],
  args: [],
  dockerfile: false,
  bases: [],
  options: [],
  complete: true,
}

const reportOf = (vertexes: VertexRecord[], changes?: Partial<Changes>): string => {
  const { add, graph } = graphBuilder()
  add(records(...vertexes))
  return cacheMissReport(graph(), changes && { ...NOTHING, ...changes })
}

const hit = cached('[build 1/3] WORKDIR /src')
const copy = built('[build 2/3] COPY . .', 1, 2, { inputs: [hit.digest] })
const run = built('[build 3/3] RUN make', 2, 5, { inputs: [copy.digest] })
const last = built('[stage-1 2/2] COPY --from=build /app /app', 5, 6, { inputs: [run.digest] })

test('nothing broke a cache that everything came from', () => {
  expect(reportOf([hit], { files: ['a'] })).toBe('')
})

test('the first missed step of each stage is named, and which stage it follows from', () => {
  const report = reportOf([last, run, copy, hit], {})
  expect(report.split('\n').slice(0, 4)).toEqual([
    '**What broke the cache**',
    '',
    '- build: <code>COPY . .</code>',
    '- stage-1: <code>COPY --from=build /app /app</code>, which follows from build',
  ])
  expect(report).not.toContain('RUN make')
})

describe('the reason', () => {
  const reasonOf = (changes?: Partial<Changes>) =>
    reportOf([run, copy, hit], changes).split('\n').at(-1)

  test.each<[string, Partial<Changes> | undefined, string]>([
    ['is not known', undefined, 'What changed is not known: no earlier build is on record.'],
    [
      'is none that is known',
      {},
      'Nothing that this build is made from has changed, so the cache no longer holds these steps.',
    ],
    [
      'may be hidden',
      { complete: false },
      'No change was found, but not everything could be compared.',
    ],
    [
      'is all that changed',
      {
        files: ['src/a.ts'],
        args: ['VERSION'],
        dockerfile: true,
        bases: ['node:24'],
        options: ['platforms'],
      },
      'Changed since the last build: files <code>src/a.ts</code>; build arguments <code>VERSION</code>; the Dockerfile; base images <code>node:24</code>; inputs <code>platforms</code>.',
    ],
    [
      'is perhaps not all that changed',
      { args: ['A', 'B'], complete: false },
      'Changed since the last build: build arguments <code>A</code>, <code>B</code>. Not everything could be compared, so there may be more.',
    ],
  ])('%s', (_, changes, expected) => expect(reasonOf(changes)).toBe(expected))

  test('lists ten files, and says how many more there are', () => {
    const files = Array.from({ length: 25 }, (_, index) => `f${index}`)
    expect(reasonOf({ files })).toContain('<code>f9</code> and 15 more.')
    expect(reasonOf({ files })).not.toContain('f10')
  })

  test('is that no cache was found, when none was', () => {
    const missing = built('importing cache manifest from r.test/app:cache-main', 0, 1, {
      error: 'r.test/app:cache-main: not found',
    })
    expect(reportOf([missing, copy], { files: ['a'] })).toContain(
      'No cache was found, so every step was built.',
    )
  })

  test('shows file names that are markup as they are', () => {
    const report = reasonOf({ files: ['a|b`<script>\n# x'] }) ?? ''
    expect(report).not.toMatch(/[|`\n]|<script/)
  })
})

test('a step that failed broke the cache, and one that was not reached did not', () => {
  const failed = built('[2/3] RUN a', 1, 2, { error: 'exit code: 1' })
  const report = reportOf([vertex('[3/3] RUN b', { inputs: [failed.digest] }), failed], {})
  expect(report).toContain('- <code>RUN a</code>')
  expect(report).not.toContain('RUN b')
})
