import { graphBuilder } from '@ci-kit/docker-cache/progress/build-graph'
import { hitRate } from '@ci-kit/docker-cache/progress/hit-rate'
import type { SolveStatus } from '@ci-kit/docker-cache/progress/solve-status'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { built, cached, records, says, vertex, warns } from '../records.ts'

const graphOf = (...statuses: SolveStatus[]) => {
  const { add, graph } = graphBuilder()
  for (const status of statuses) add(status)
  return graph()
}
const outcomes = (...statuses: SolveStatus[]) =>
  graphOf(...statuses).steps.map(({ vertex, outcome }) => `${vertex}: ${outcome}`)

const RUN = '[2/2] RUN make'

describe('the outcome of a step', () => {
  test.each<[string, SolveStatus[], string]>([
    ['announced only', [records(vertex(RUN))], 'not-run'],
    ['started', [records(vertex(RUN, { started: 1 }))], 'not-run'],
    ['completed', [records(built(RUN, 1, 2))], 'built'],
    ['cached at once', [records(cached(RUN))], 'cached'],
    ['cached in a later record only', [records(built(RUN, 1, 1)), records(cached(RUN))], 'cached'],
    [
      'cached, and its layers pulled afterwards',
      [records(cached(RUN)), records(built(RUN, 1, 4))],
      'cached',
    ],
    ['cached by a record, but run', [records(cached(RUN)), says(RUN, 'x')], 'built'],
    ['failed', [records(built(RUN, 1, 2, { error: 'exit code: 7' }))], 'failed'],
    [
      'ended because another failed',
      [records(built(RUN, 1, 2, { error: 'exit code: 137: context canceled' }))],
      'canceled',
    ],
    [
      'announced again without times after its end',
      [records(built(RUN, 1, 2)), records(vertex(RUN))],
      'built',
    ],
  ])('%s', (_, statuses, outcome) => {
    expect(outcomes(...statuses)).toEqual([`${RUN}: ${outcome}`])
  })

  test('is counted once, however often it is told', () => {
    const told = records(built(RUN, 1, 2), built(RUN, 1, 2))
    expect(graphOf(told, told).steps).toHaveLength(1)
  })

  test('takes from its first start to its last end', () => {
    const [step] = graphOf(
      records(vertex(RUN, { started: 1000 })),
      records(vertex(RUN, { started: 1500, completed: 2000 })),
      records(vertex(RUN, { started: 3000, completed: 4500 })),
    ).steps
    expect(step?.seconds).toBe(3.5)
  })
})

test('steps come stage by stage, the final one last, whatever the order of the records', () => {
  const graph = graphOf(
    records(vertex('[final 2/3] COPY a'), vertex('[final 1/3] FROM x')),
    records(vertex('[build 10/10] RUN b'), vertex('[build  2/10] RUN a')),
    records(vertex('[final 3/3] RUN c'), vertex('exporting to image')),
  )
  expect(graph.steps.map(({ vertex }) => vertex)).toEqual([
    '[build  2/10] RUN a',
    '[build 10/10] RUN b',
    '[final 2/3] COPY a',
    '[final 3/3] RUN c',
  ])
})

test('platforms are stages of their own', () => {
  const names = ['[linux/arm64 2/3] RUN a', '[linux/arm64 3/3] RUN b']
  const others = names.map((name) => name.replace('arm64', 'amd64'))
  const all = [...others, ...names].toReversed().map((name) => vertex(name))
  expect(graphOf(records(...all)).steps.map(({ vertex }) => vertex)).toEqual([...others, ...names])
})

describe('caches', () => {
  test('that were imported, with what went wrong', () => {
    const name = 'importing cache manifest from ghcr.io/org/app:cache-'
    const graph = graphOf(
      records(built(`${name}main`, 1, 2), built(`${name}x`, 1, 2, { error: 'not found' })),
    )
    expect(graph.imports).toEqual([
      { ref: 'ghcr.io/org/app:cache-main', error: undefined },
      { ref: 'ghcr.io/org/app:cache-x', error: 'not found' },
    ])
  })

  test.each([
    ['none', [], undefined],
    ['written', [built('exporting cache to registry', 1, 2)], { error: undefined }],
    [
      'failed',
      [built('exporting cache to registry', 1, 2, { error: 'denied' })],
      { error: 'denied' },
    ],
  ])('that were exported: %s', (_, vertexes, expected) => {
    expect(graphOf(records(...vertexes)).cacheExport).toEqual(expected)
  })
})

test('a warning is told once', () => {
  const warning = { text: 'FromAsCasing', file: 'Dockerfile', line: 1 }
  const graph = graphOf(warns(warning), warns(warning, { ...warning, line: 2 }))
  expect(graph.warnings).toEqual([warning, { ...warning, line: 2 }])
})

test('running is what has started and not ended, steps and others', () => {
  const graph = graphOf(
    records(
      vertex('exporting to image', { started: 5 }),
      vertex('[internal] load', { started: 1 }),
    ),
    records(built('[internal] load', 1, 2), vertex('[2/2] RUN waits')),
  )
  expect(graph.running).toEqual([
    { id: 'sha256:exporting to image', vertex: 'exporting to image', started: 5 },
  ])
})

describe('the hit rate', () => {
  const rate = (...statuses: SolveStatus[]) => hitRate(graphOf(...statuses).steps)

  test('of a build without steps is 100 %', () => {
    expect(rate(records(built('[1/1] FROM x', 1, 2)))).toEqual({
      cached: 0,
      total: 0,
      percent: 100,
      builtSeconds: 0,
    })
  })

  test('is rounded down, so that 100 % means that nothing was built', () => {
    const steps = Array.from({ length: 299 }, (_, index) => cached(`[${index + 2}/301] RUN x`))
    expect(rate(records(...steps, built('[301/301] RUN y', 1, 3)))).toEqual({
      cached: 299,
      total: 300,
      percent: 99,
      builtSeconds: 2,
    })
  })

  test('counts a step that was never looked at as cached, and one that failed as not', () => {
    const { cached: hits, total } = rate(
      records(vertex('[2/3] RUN a'), built('[3/3] RUN b', 1, 2, { error: 'boo' })),
    )
    expect([hits, total]).toEqual([1, 2])
  })

  test('lies between 0 and 100 for every build', () => {
    const record = fc.constantFrom(
      cached('[2/4] RUN a'),
      built('[3/4] RUN b', 1, 2),
      vertex('[4/4] RUN c'),
      vertex('exporting to image'),
    )
    fc.assert(
      fc.property(fc.array(record), (all) => {
        const { percent, cached, total } = rate(records(...all))
        expect(percent).toBeGreaterThanOrEqual(0)
        expect(percent === 100).toBe(cached === total)
      }),
    )
  })
})
