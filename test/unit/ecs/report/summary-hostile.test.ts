import { stepSummary } from '@ci-kit/ecs/report/summary'
import { describe, expect, test } from '@jest/globals'
import { cause, diagnosis, HOSTILE_TEXTS, moment, report, result } from './report-samples.ts'

describe('hostile texts', () => {
  const everywhere = (text: string) =>
    report(
      result(
        { kind: 'failed', reason: text },
        {
          timeline: ['status', 'stage', 'tasks', 'alarm'].map((kind, at) => moment(kind, at, text)),
          events: [{ id: 'e', at: Number.NaN, message: text }],
        },
      ),
      {
        service: text,
        taskDefinition: text,
        changes: [text],
        diagnosis: diagnosis({
          causes: [
            cause({
              stopCode: text,
              container: text,
              reason: text,
              hint: text,
              task: text,
              log: [{ at: 1, text }],
            }),
            cause({ logProblem: text }),
          ],
          targets: [{ targetGroup: text, target: text, state: text, reason: text }],
          firedAlarms: [text],
          unknown: [text],
        }),
      },
    )

  const outside = (markdown: string) =>
    markdown.replaceAll(/^(`{3,})(?:text|diff|mermaid)\n[\s\S]*?\n\1$/gm, '')

  test.each(HOSTILE_TEXTS.map((text) => [text.slice(0, 40), text]))('%j', (_name, text) => {
    const markdown = stepSummary({
      services: [everywhere(text), report(result({ kind: 'succeeded' }))],
      verification: [text],
      ledgerUrl: text,
    })
    expect(Buffer.byteLength(markdown)).toBeLessThan(1_000_000)
    const rest = outside(markdown)
    expect(rest).not.toMatch(/<(?!\/?(?:code|details|summary)>|br>|!-- -->)/)
    expect(rest.match(/<details>/g)?.length).toBe(rest.match(/<\/details>/g)?.length)
    expect(rest).not.toMatch(/\]\((?!https:\/\/eu-west-1\.console\.aws\.amazon\.com\/)/)
    expect(markdown).not.toMatch(/^\s*::/m)
    expect(markdown).toContain('### web: ✅ deployed')
  })

  test('a hundred services with much to tell fit the runner', () => {
    const many = Array.from({ length: 100 }, () => everywhere('<&'.repeat(2_000)))
    const markdown = stepSummary({ services: many, verification: [], ledgerUrl: undefined })
    expect(Buffer.byteLength(markdown)).toBeLessThan(1_000_000)
    expect(markdown).toContain('More was left out')
  })
})
