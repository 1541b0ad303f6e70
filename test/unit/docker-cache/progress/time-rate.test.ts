import { graphBuilder } from '@ci-kit/docker-cache/progress/build-graph'
import { timeRate } from '@ci-kit/docker-cache/progress/hit-rate'
import type { VertexRecord } from '@ci-kit/docker-cache/progress/solve-status'
import { stages } from '@ci-kit/docker-cache/progress/stages'
import { stepKey, stepTimes } from '@ci-kit/docker-cache/progress/step-times'
import { describe, expect, test } from '@jest/globals'
import { built, cached, records } from '../records.ts'

const graphOf = (...vertexes: VertexRecord[]) => {
  const { add, graph } = graphBuilder()
  add(records(...vertexes))
  return graph()
}

const first = graphOf(built('[build 2/3] RUN deps', 0, 90), built('[build 3/3] RUN make', 90, 100))
const times = stepTimes(first)
const percent = (known: ReadonlyMap<string, number>, ...vertexes: VertexRecord[]) =>
  timeRate(graphOf(...vertexes).steps, known)?.percent

describe('the hit rate by time', () => {
  test('is what was saved of all the work', () => {
    const { steps } = graphOf(cached('[build 2/3] RUN deps'), built('[build 3/3] RUN make', 0, 10))
    expect(timeRate(steps, times)).toEqual({ savedSeconds: 90, spentSeconds: 10, percent: 90 })
  })

  test('does not mind that a step was put in before', () => {
    expect(
      percent(times, built('[build 2/4] RUN new', 0, 10), cached('[build 3/4] RUN deps')),
    ).toBe(90)
  })

  test.each<[string, VertexRecord[], number | undefined]>([
    [
      'is unknown when the time of one cached step is',
      [cached('[build 2/3] RUN x'), built('[build 3/3] RUN make', 0, 1)],
      undefined,
    ],
    ['is 100 % when nothing was built, whatever that saved', [cached('[build 2/3] RUN x')], 100],
    ['is 100 % without steps', [], 100],
    ['is 0 % when all was built', [built('[build 2/3] RUN deps', 0, 90)], 0],
    [
      'is 0 % when what was built took no time and nothing was saved',
      [built('[2/2] RUN x', 1, 1)],
      0,
    ],
    [
      'is never 100 % when something was built',
      [cached('[build 2/3] RUN deps'), built('[build 3/3] RUN make', 1, 1)],
      99,
    ],
    [
      'counts a step that failed as spent',
      [cached('[build 2/3] RUN deps'), built('[build 3/3] RUN make', 0, 90, { error: 'boo' })],
      50,
    ],
  ])('%s', (_, vertexes, expected) => expect(percent(times, ...vertexes)).toBe(expected))
})

describe('the times for the record', () => {
  test('are measured for what was built, and taken over for what was cached', () => {
    const second = graphOf(cached('[build 2/3] RUN deps'), built('[build 3/3] RUN make', 0, 4))
    expect([...stepTimes(second, times).values()]).toEqual([90, 4])
    expect([...stepTimes(second).values()]).toEqual([4])
  })

  test('hold the quicker of two steps with the same instruction, and none that failed', () => {
    const graph = graphOf(
      built('[2/4] RUN x', 0, 5),
      built('[3/4] RUN x', 5, 7),
      built('[4/4] RUN y', 7, 9, { error: 'boo' }),
    )
    expect([...stepTimes(graph)]).toEqual([['\n\nRUN x', 2]])
  })

  test('tell stages and platforms apart', () => {
    const keys = graphOf(
      built('[linux/amd64 a 2/2] RUN x', 0, 1),
      built('[linux/arm64 a 2/2] RUN x', 0, 1),
      built('[a 2/2] RUN x', 0, 1),
      built('[2/2] RUN x', 0, 1),
    ).steps.map(stepKey)
    expect(new Set(keys).size).toBe(4)
  })
})

test('each stage has its own rate', () => {
  const graph = graphOf(
    built('[linux/arm64 2/2] COPY x', 3, 3.25),
    built('[linux/arm64 build 3/3] RUN make', 0, 2),
    cached('[linux/arm64 build 2/3] RUN deps'),
  )
  expect(stages(graph)).toEqual([
    { name: 'build', platform: 'linux/arm64', steps: 2, cached: 1, rate: 50, seconds: 2 },
    { name: '', platform: 'linux/arm64', steps: 1, cached: 0, rate: 0, seconds: 0.25 },
  ])
})
