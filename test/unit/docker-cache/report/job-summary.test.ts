import { graphBuilder } from '@ci-kit/docker-cache/progress/build-graph'
import { hitRate } from '@ci-kit/docker-cache/progress/hit-rate'
import type { VertexRecord } from '@ci-kit/docker-cache/progress/solve-status'
import { jobSummary, type SummaryFacts } from '@ci-kit/docker-cache/report/job-summary'
import { describe, expect, test } from '@jest/globals'
import { built, cached, records, vertex, warns } from '../records.ts'

const DIGEST = `sha256:${'d'.repeat(64)}`

const summaryOf = (vertexes: VertexRecord[], change: Partial<SummaryFacts> = {}) => {
  const { add, graph } = graphBuilder()
  add(records(...vertexes))
  return jobSummary({
    repository: 'ghcr.io/org/app',
    plan: { references: ['ghcr.io/org/app:main'], push: true },
    digest: DIGEST,
    graph: graph(),
    hits: hitRate(graph().steps),
    durationMs: 3_456,
    ...change,
  })
}

const rowsOf = (summary: string) => summary.split('\n').filter((line) => line.startsWith('| '))

describe('the summary', () => {
  test('tells the answer first, then each step, then the caches', () => {
    const summary = summaryOf([
      cached('[linux/amd64 build 2/3] RUN one'),
      built('[linux/amd64 build 3/3] RUN two', 1, 5),
      built('[2/3] COPY x', 1, 3),
      vertex('[3/3] RUN three'),
      built('importing cache manifest from ghcr.io/org/app:cache-main', 1, 2),
      built('importing cache manifest from ghcr.io/org/app:cache-x', 1, 2, { error: 'boo' }),
      built('exporting cache to registry', 1, 2),
    ])
    expect(summary).toContain('### ghcr.io/org/app: 2 of 4 steps cached (50 %), 3.5 s')
    expect(rowsOf(summary).slice(0, 7)).toEqual([
      '| Image |  |',
      '| --- | --- |',
      '| Pushed | <code>ghcr.io/org/app:main</code> |',
      `| Digest | <code>${DIGEST}</code> |`,
      '| Cache read | <code>ghcr.io/org/app:cache-main</code> found, <code>ghcr.io/org/app:cache-x</code> not used |',
      '| Cache | written |',
      '| Cache export | 1.0 s |',
    ])
    expect(rowsOf(summary).slice(7)).toEqual([
      '| Stage | Step | Result | Seconds |  |',
      '| --- | --- | --- | --- | --- |',
      '| – | <code>COPY x</code> | 🔨 built | 2.0 | ▇▇▇▇▇ |',
      '| – | <code>RUN three</code> | ✅ cached |  |  |',
      '| linux/amd64 build | <code>RUN one</code> | ✅ cached |  |  |',
      '| linux/amd64 build | <code>RUN two</code> | 🔨 built | 4.0 | ▇▇▇▇▇▇▇▇▇▇ |',
    ])
  })

  test('of a build without steps has no table of them', () => {
    const summary = summaryOf([])
    expect(summary).toContain('0 of 0 steps cached (100 %)')
    expect(rowsOf(summary)).toHaveLength(4)
    expect(summary).not.toMatch(/Cache|mermaid/)
  })

  test('says that an image was not pushed, and that it has no name', () => {
    const plan = { references: [], push: false }
    expect(summaryOf([], { plan })).toContain('| Not pushed | without a tag |')
  })

  test('says that the cache was not written', () => {
    const summary = summaryOf([built('exporting cache to registry', 1, 2, { error: 'denied' })])
    expect(summary).toContain('| Cache | not written |')
  })

  test('tells what is known besides: time, size, limits, lint and findings', () => {
    const { add, graph } = graphBuilder()
    add(warns({ text: 'FromAsCasing: a | b', rule: 'FromAsCasing', file: 'Dockerfile', line: 3 }))
    const summary = summaryOf([], {
      graph: graph(),
      time: { savedSeconds: 90, spentSeconds: 10, percent: 90 },
      imageSize: 43_200_000,
      limits: ["Input 'max-image-size' is 1 MB"],
      lint: '#### Lint',
    })
    expect(summary).toContain('(100 %), 90 % of the time, 3.5 s')
    expect(summary).toContain('| Size | 43.2 MB |')
    expect(summary).toContain('| Saved | 1 min 30 s |')
    expect(summary).toContain("⚠️ Input 'max-image-size' is 1 MB")
    expect(summary).toContain('\n\n#### Lint\n\n')
    expect(summary).toContain('| <code>Dockerfile:3</code> | FromAsCasing | a &#124; b |')
  })

  test('has no bar for steps that took no time', () => {
    expect(rowsOf(summaryOf([built('[2/2] RUN x', 1, 1)])).at(-1)).toBe(
      '| – | <code>RUN x</code> | 🔨 built | 0.0 |  |',
    )
  })
})

describe('an instruction', () => {
  const cellOf = (instruction: string) =>
    rowsOf(summaryOf([cached(`[2/2] ${instruction}`)])).at(-1) ?? ''

  test.each([
    'RUN a | b',
    'RUN echo <script>alert(1)</script>',
    'RUN echo </code></td>',
    'RUN echo `x` **b** [a](https://evil.test) ![i](https://evil.test/x.png)',
    'RUN echo @org/team #1 www.evil.test',
    'RUN echo a\n| b | c |\n# Title',
    'RUN echo \u202egnp.exe',
  ])('stays one inert cell: %j', (instruction) => {
    const cell = cellOf(instruction)
    expect(cell.split('|')).toHaveLength(7)
    expect(cell.replaceAll('<!-- -->', '').match(/<[^>]*>/g)).toEqual(['<code>', '</code>'])
    expect(cell.replaceAll(/&#\d+;/g, '')).not.toMatch(/[`*@#[\]]|:\/\/|www\.|\u202e/)
  })

  test('that is long is cut, but not inside a character', () => {
    const cell = cellOf(`RUN ${'x'.repeat(95)}🚀${'y'.repeat(500)}`)
    expect(cell).toContain(`${'x'.repeat(95)}…`)
    expect(cell).not.toContain('y')
  })
})
