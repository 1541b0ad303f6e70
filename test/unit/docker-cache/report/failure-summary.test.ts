import { code } from '@ci-kit/core/markdown'
import { graphBuilder } from '@ci-kit/docker-cache/progress/build-graph'
import { failureSummary } from '@ci-kit/docker-cache/report/failure-summary'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { failedStep } from '../progress/recordings.ts'
import { replay } from '../progress/replay.ts'
import { built, records, says } from '../records.ts'

const TEXT = failedStep.split('\n').filter((line) => line !== '' && !line.startsWith('{'))

describe('the summary of a failed build', () => {
  test('shows the step, its last words, the line of the Dockerfile, and how far it came', () => {
    const summary = failureSummary('r.test/app', replay(failedStep), 'A step ended.', TEXT)
    const name = '[b 2/3] RUN echo one; echo two >&2; sleep 1; exit 7'
    expect(summary.split('\n\n').slice(0, 6)).toEqual([
      '### r.test/app: failed',
      'A step ended.',
      `Failed: ${code(name)}`,
      '```text\ntwo\none\n```',
      '<code>Dfail:4</code>',
      [
        '```text',
        '   2 |     RUN echo slow; sleep 5; echo never',
        '   3 |     FROM r.test/base:1 AS b',
        '   4 | >>> RUN echo one; echo two >&2; sleep 1; exit 7',
        '   5 |     RUN echo after',
        '   6 |     FROM r.test/base:1',
        '```',
      ].join('\n'),
    ])
    expect(summary.match(/– not reached/g)).toHaveLength(4)
    expect(summary.match(/✅ cached/g)).toBeNull()
    expect(summary).toMatch(/❌ failed \| 1\.1 \|/)
  })

  test('goes without what is not known', () => {
    const { graph } = graphBuilder()
    expect(failureSummary('r.test/app', graph(), 'No builder.')).toBe(
      '### r.test/app: failed\n\nNo builder.',
    )
  })
})

const summaryOf = (output: string) => {
  const { add, graph } = graphBuilder()
  add(says('[2/2] RUN a', output))
  add(records(built('[2/2] RUN a', 1, 2, { error: 'exit code: 1' })))
  return failureSummary('r.test/app', graph(), 'x')
}

describe('the output', () => {
  test('is cut to its last thirty lines, and a bar that draws itself anew to its last state', () => {
    const lines = Array.from({ length: 100 }, (_, index) => `line ${index}`)
    const summary = summaryOf(`${lines.join('\n')}\n10 %\r50 %\r100 %\r\n`)
    expect(summary).toContain('```text\nline 71\n')
    expect(summary).toContain('line 99\n100 %\n```')
    expect(summary).not.toContain('50 %')
  })

  test('has no colours', () => {
    expect(summaryOf('\u001b[1;31mERROR\u001b[0m boo')).toContain('\nERROR boo\n')
  })

  test('never leaves its block', () => {
    const piece = fc.constantFrom(
      '`',
      '```',
      '````text',
      '\n',
      '\r',
      '~~~',
      '# x',
      '<b>',
      ' ',
      'y',
      '\u2028',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const lines = summaryOf(`start\n${pieces.join('')}\nend`).split('\n')
        const open = lines.findIndex((line) => /^`{3,}text$/.test(line))
        const fence = (lines[open] ?? '').replace('text', '')
        const close = lines.indexOf(fence, open + 1)
        expect(lines[open + 1]).toBe('start')
        expect(lines[close - 1]).toBe('end')
        for (const line of lines.slice(open + 1, close)) expect(line).not.toContain(fence)
      }),
    )
  })
})
