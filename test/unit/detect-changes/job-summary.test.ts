import type { Detection } from '@ci-kit/detect-changes/detection'
import { explanationOf } from '@ci-kit/detect-changes/report/explanation'
import { jobSummary } from '@ci-kit/detect-changes/report/job-summary'
import type { Selection } from '@ci-kit/detect-changes/selection'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { answer, caused, dependent, known, own, rule, UNKNOWN } from './answers.ts'
import { change } from './samples.ts'

const summaryOf = (selections: readonly Selection[], detection: Detection = known()) =>
  jobSummary(explanationOf(answer(selections), detection, 'push'), selections)

describe('the job summary', () => {
  test('has the selected components with their reasons first, then the graph, then the others', () => {
    const lock = change('go.sum')
    const summary = summaryOf([
      own('docs', []),
      own('core', [change('core/a', 'added'), change('core/b')]),
      dependent('web', 'ui', 'core'),
      dependent('ui', 'core'),
      caused('job', { kind: 'global', change: lock, rule: rule('go.sum', { source: 'all-on' }) }),
    ])
    expect(summary.split('\n\n')).toEqual([
      '### 4 of 5 components selected',
      expect.stringMatching(/^0 changed files, compared: aaaaaaaaaaaa\.\.bbbbbbbbbbbb/),
      [
        '| Selected | Why | Own files |',
        '| --- | --- | --- |',
        '| <code>core</code> | added <code>core/a</code> → <code>core/&#42;&#42;</code> (filters:3) | 2 |',
        '| <code>web</code> | needs <code>ui</code> → <code>core</code> | 0 |',
        '| <code>ui</code> | needs <code>core</code> | 0 |',
        '| <code>job</code> | modified <code>go.sum</code> → <code>go.sum</code> (all-on:1), for every component | 0 |',
      ].join('\n'),
      expect.stringMatching(/^```mermaid\n.*\n```$/s),
      'An arrow leads from a component to those that need it.',
      '<details><summary>Not selected: no changed file matches (1)</summary>',
      '<code>docs</code>',
      '</details>',
    ])
  })

  test('counts no files when they are not known', () => {
    const summary = summaryOf(
      [caused('api', { kind: 'everything', why: 'the base is gone' })],
      UNKNOWN,
    )
    expect(summary).toContain('Nothing was compared: the base is gone.')
    expect(summary).toContain('| <code>api</code> | selected with everything | ? |')
    expect(summary).not.toContain('<details>')
  })

  test('has no more rows than anybody reads, and says so', () => {
    const all = { kind: 'everything', why: 'x' } as const
    const selections = Array.from({ length: 101 }, (_, at) => caused(`c${at}`, all))
    const summary = summaryOf(selections, UNKNOWN)
    expect(summary).toContain('### 101 of 101 components selected')
    expect(summary).toContain('<code>c99</code>')
    expect(summary).not.toContain('<code>c100</code>')
    expect(summary).toContain('… and 1 more: the log has all of them.')
  })

  test('does not say that no file matches when nobody knows', () => {
    const summary = summaryOf([caused('api', undefined)], UNKNOWN)
    expect(summary).toContain('### 0 of 1 components selected')
    expect(summary).toContain('<summary>Not selected (1)</summary>')
  })

  test('names from outside are neither markup nor lines, and short', () => {
    const path = `a|b\n<img src=x>\`[x](https://evil.example)@octocat${'y'.repeat(4_000)}`
    const summary = summaryOf([own('api', [change(path)])])
    expect(summary).not.toMatch(/<img|\]\(|https:\/\/|@octocat|`/)
    const row = summary.split('\n').find((line) => line.includes('modified'))
    expect(row?.match(/ \| /g)).toHaveLength(2)
    expect(row?.length).toBeLessThan(1_000)
    expect(row).toContain('…</code>')
  })

  test('has the same lines and cells whatever the names are', () => {
    const name = fc.string({
      unit: fc.oneof(fc.constantFrom(...'|`<>\n\r\\[]()#@*_~-'), fc.string()),
    })
    fc.assert(
      fc.property(name, name, (path, pattern) => {
        const cause = { kind: 'file', change: change(path), rule: rule(pattern) } as const
        const lines = summaryOf([caused('api', cause)]).split(/\r\n|[\n\r]/)
        expect(lines).toHaveLength(7)
        expect(lines.at(-1)?.match(/(?<!\\)\|/g)).toHaveLength(4)
        expect(lines.at(-1)).not.toMatch(/[\p{Cc}`]|<(?!\/?code>|!-- -->)/u)
      }),
    )
  })

  test('is cut between the halves of no surrogate pair', () => {
    const summary = summaryOf([own('api', [change(`${'y'.repeat(199)}😀${'y'.repeat(9)}`)])])
    expect(summary).toContain('y…</code>')
    expect(summary).not.toContain(String.raw`\u{d83d}`)
  })
})
