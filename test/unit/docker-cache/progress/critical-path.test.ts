import { graphBuilder } from '@ci-kit/docker-cache/progress/build-graph'
import { criticalPath } from '@ci-kit/docker-cache/progress/critical-path'
import type { VertexRecord } from '@ci-kit/docker-cache/progress/solve-status'
import { expect, test } from '@jest/globals'
import { built, records, vertex } from '../records.ts'
import { pushedByDigest } from './recordings.ts'
import { replay } from './replay.ts'

const pathOf = (...vertexes: VertexRecord[]): string[] => {
  const { add, graph } = graphBuilder()
  add(records(...vertexes))
  const whole = graph()
  const names = new Map(whole.vertices.map(({ id, name }) => [id, name]))
  return criticalPath(whole).map((id) => names.get(id) ?? '')
}

const base = built('FROM', 0, 1)
const slow = built('[a 2/2] RUN slow', 1, 9, { inputs: [base.digest] })
const quick = built('[b 2/2] RUN quick', 1, 3, { inputs: [base.digest] })
const join = built('[2/2] COPY', 9, 10, { inputs: [quick.digest, slow.digest] })

test('goes through the input that ended last', () => {
  expect(pathOf(join, quick, slow, base)).toEqual(['FROM', '[a 2/2] RUN slow', '[2/2] COPY'])
})

test('does not go through work that nobody waited for', () => {
  const stray = built('importing cache manifest from x', 0, 20)
  expect(pathOf(stray, join, quick, slow, base).at(-1)).toBe('[2/2] COPY')
})

test('ends with the export, and with that of the cache if it ended later', () => {
  const image = built('exporting to image', 10, 12)
  const cache = (end: number) => built('exporting cache to registry', 11, end)
  expect(pathOf(join, image, cache(15)).slice(-2)).toEqual([
    image.name,
    'exporting cache to registry',
  ])
  expect(pathOf(join, image, cache(11.5)).at(-1)).toBe(image.name)
})

test('is empty when nothing has ended, and goes on with what is known', () => {
  expect(pathOf()).toEqual([])
  expect(pathOf(vertex('[2/2] RUN x', { started: 1 }))).toEqual([])
  expect(pathOf(join)).toEqual(['[2/2] COPY'])
})

test('of a real build', () => {
  const graph = replay(pushedByDigest)
  const names = new Map(graph.vertices.map(({ id, name }) => [id, name]))
  expect(criticalPath(graph).map((id) => names.get(id))).toEqual([
    '[internal] load build context',
    '[linux/amd64 one 1/1] COPY source.txt /a',
    '[linux/amd64 stage-1 1/1] COPY --from=one /a /b',
    'exporting to image',
    'exporting cache to registry',
  ])
})
