import { graphBuilder } from '@ci-kit/docker-cache/progress/build-graph'
import type { SolveStatus } from '@ci-kit/docker-cache/progress/solve-status'
import { describe, expect, test } from '@jest/globals'
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
    ['announced only', [records(vertex(RUN))], 'unreached'],
    ['started', [records(vertex(RUN, { started: 1 }))], 'unreached'],
    [
      'announced only, in a build that writes its image',
      [records(vertex(RUN), vertex('exporting to image', { started: 2 }))],
      'not-run',
    ],
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

  test('is needless only when all that is made from it came from the cache', () => {
    const shared = vertex('[a 2/2] RUN shared')
    const hit = cached('[b 2/2] COPY --from=a / /', 1, { inputs: [shared.digest] })
    const other = vertex('[c 2/2] COPY --from=a / /', { inputs: [shared.digest] })
    const again = vertex(hit.name, { inputs: [], started: 2_000, completed: 3_000 })
    expect(outcomes(records(hit, shared))).toContain('[a 2/2] RUN shared: not-run')
    expect(outcomes(records(hit, shared), records(again))).toContain('[a 2/2] RUN shared: not-run')
    expect(outcomes(records(hit, other, shared))).toContain('[a 2/2] RUN shared: unreached')
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
    ['under way', [vertex('exporting cache to registry', { started: 5 })], { state: 'running' }],
    ['written', [built('exporting cache to registry', 1, 2)], { state: 'done', error: undefined }],
    [
      'failed',
      [built('exporting cache to registry', 1, 2, { error: 'denied' })],
      { state: 'failed', error: 'denied' },
    ],
  ])('that were exported: %s', (_, vertexes, expected) => {
    expect(graphOf(records(...vertexes)).cacheExport).toMatchObject(expected)
  })

  test('that were not exported', () => {
    expect(graphOf(records(built('exporting to image', 1, 2))).cacheExport).toBeUndefined()
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
