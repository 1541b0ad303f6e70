import { graphBuilder } from '@ci-kit/docker-cache/progress/build-graph'
import type { VertexRecord } from '@ci-kit/docker-cache/progress/solve-status'
import { timeline } from '@ci-kit/docker-cache/report/timeline'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { codePoint } from '../../../fakes/code-point.ts'
import { built, cached, records, vertex } from '../records.ts'

const pictureOf = (...vertexes: VertexRecord[]): string => {
  const { add, graph } = graphBuilder()
  add(records(...vertexes))
  return timeline(graph())
}

describe('the timeline', () => {
  test('has a section a stage, marks what was cached and what decided how long it took', () => {
    const base = built('[1/3] FROM x', 0, 0.5)
    const one = built('[build 2/3] RUN a', 1, 3, { inputs: [base.digest] })
    const beside = built('[other 2/2] RUN b', 1, 2, { inputs: [base.digest] })
    const pulled = built('[2/3] COPY c', 2, 4.5, { cached: true, inputs: [beside.digest] })
    const last = built('[3/3] COPY d', 5, 6, { inputs: [one.digest, pulled.digest] })
    expect(pictureOf(base, one, beside, pulled, last, built('exporting to image', 6, 7))).toBe(
      [
        '```mermaid',
        'gantt',
        '  dateFormat x',
        '  axisFormat %H:%M:%S',
        '  section transfers',
        '    0 1/3 FROM x, 0.5 s :crit, 0, 500ms',
        '    0 exporting to image, 1.0 s :crit, 6000, 1000ms',
        '  section other',
        '    2/2 RUN b, 1.0 s :crit, 1000, 1000ms',
        '  section build',
        '    2/3 RUN a, 2.0 s :1000, 2000ms',
        '  section steps',
        '    2/3 COPY c, 2.5 s :crit, done, 2000, 2500ms',
        '    3/3 COPY d, 1.0 s :crit, 5000, 1000ms',
        '```',
      ].join('\n'),
    )
  })

  test('is left out when nothing took time', () => {
    expect(pictureOf(vertex('[2/2] RUN a'))).toBe('')
    expect(pictureOf()).toBe('')
  })

  test('shows the longest fifty of many, and all of the critical path', () => {
    const many = Array.from({ length: 500 }, (_, index) =>
      built(`[s${index} 2/2] RUN ${'x'.repeat(500)}`, 1, 2 + index),
    )
    const quick = built('[last 1/2] RUN quick', 600, 600.2)
    const end = built('[last 2/2] RUN end', 700, 700.2, { inputs: [quick.digest] })
    const picture = pictureOf(...many, quick, end)
    const tasks = picture.split('\n').filter((line) => line.startsWith('    '))
    expect(tasks).toHaveLength(50)
    expect(picture).toMatch(/RUN quick, 0\.2 s :crit,/)
    expect(picture).toContain('section s499')
    expect(picture).not.toContain('section s100\n')
    expect(picture.length).toBeLessThan(50_000)
  })
})

test('no text leaves its place', () => {
  const hostile = fc.oneof(
    fc.string({ unit: codePoint, maxLength: 200 }),
    fc.constantFrom(
      'RUN a: b; c # d %%{init: {}}%%',
      '```\n# Title\n```mermaid',
      'x\nclick t1 href "javascript:alert(1)"',
      'title\nsection y\ndateFormat YYYY',
      '<img src=x onerror=alert(1)>',
      'a --> b ::: c\r\n---\nconfig:',
      '\u2028section x',
    ),
  )
  const stage = fc.option(fc.stringMatching(/^[A-Za-z0-9._-]{1,20}$/), { nil: undefined })
  fc.assert(
    fc.property(hostile, hostile, stage, (instruction, other, stage) => {
      const name = `[${stage === undefined ? '' : `${stage} `}2/2] ${instruction}`
      const lines = pictureOf(built(name, 1, 2), built(`exporting to ${other}`, 2, 3)).split('\n')
      expect(lines.slice(0, 4)).toEqual([
        '```mermaid',
        'gantt',
        '  dateFormat x',
        '  axisFormat %H:%M:%S',
      ])
      expect(lines.at(-1)).toBe('```')
      const forms =
        /^(?: {2}section [\p{L}\p{N} ._/=+-]{1,40}| {4}\d[\p{L}\p{N} ._/=+-]*, [\d.]+ s :(?:crit, )?(?:done, )?\d+, \d+ms)$/u
      for (const line of lines.slice(4, -1)) expect(line).toMatch(forms)
    }),
  )
})

test('a cached step that took no time is not drawn', () => {
  expect(pictureOf(cached('[2/3] RUN a'), built('[3/3] RUN b', 1, 2))).not.toContain('RUN a')
})
