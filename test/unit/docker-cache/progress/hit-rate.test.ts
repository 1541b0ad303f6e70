import { graphBuilder } from '@ci-kit/docker-cache/progress/build-graph'
import { hitRate } from '@ci-kit/docker-cache/progress/hit-rate'
import type { SolveStatus } from '@ci-kit/docker-cache/progress/solve-status'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { built, cached, records, vertex } from '../records.ts'

const graphOf = (...statuses: SolveStatus[]) => {
  const { add, graph } = graphBuilder()
  for (const status of statuses) add(status)
  return graph()
}

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
    const needless = vertex('[2/4] RUN a')
    const { cached: hits, total } = rate(
      records(
        needless,
        cached('[3/4] RUN b', 1, { inputs: [needless.digest] }),
        built('[4/4] RUN c', 1, 2, { error: 'boo' }),
      ),
    )
    expect([hits, total]).toEqual([2, 3])
  })

  test('does not count what a failed build never came to', () => {
    const failed = built('[2/4] RUN a', 1, 2, { error: 'boo' })
    const next = vertex('[3/4] RUN b', { inputs: [failed.digest] })
    const last = vertex('[4/4] RUN c', { inputs: [next.digest] })
    expect(rate(records(failed, next, last))).toMatchObject({ cached: 0, total: 3, percent: 0 })
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
