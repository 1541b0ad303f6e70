import { outcomeSentence, shortSentence } from '@ci-kit/ecs/report/sentence'
import type { Outcome } from '@ci-kit/ecs/rollout/outcome'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { codePoint } from '../../../fakes/code-point.ts'
import { cause, diagnosis, MARKUP_TEXTS, PAUSE, report, result } from './report-samples.ts'

describe('the description of a GitHub deployment', () => {
  test.each<[Outcome, string]>([
    [
      { kind: 'rolled-back', reason: 'x' },
      'web was rolled back: container api exited with 137 (3 times): killed, most often out of memory',
    ],
    [{ kind: 'succeeded' }, 'The deployment of web succeeded after 2 min 05 s.'],
    [
      { kind: 'timed-out', missing: [] },
      'web timed out: container api exited with 137 (3 times): killed, most often out of memory',
    ],
  ])('%j', (outcome, expected) => {
    expect(shortSentence(report(result(outcome), { diagnosis: diagnosis() }))).toBe(expected)
  })

  test('without a cause says the reason', () => {
    expect(shortSentence(report(result({ kind: 'failed', reason: 'x' })))).toBe('web failed: x')
    expect(shortSentence(report(result({ kind: 'timed-out', missing: ['a', 'b'] })))).toBe(
      'web timed out: a; b',
    )
  })

  test('has one line of 140 characters at most, whatever the texts', () => {
    const text = fc.oneof(fc.string({ unit: codePoint }), fc.constantFrom(...MARKUP_TEXTS))
    fc.assert(
      fc.property(text, text, text, fc.nat(4), (service, reason, hint, which) => {
        const outcome = (
          [
            { kind: 'failed', reason },
            { kind: 'rolled-back', reason },
            { kind: 'timed-out', missing: [reason, hint] },
            { kind: 'superseded', by: reason },
            { ...PAUSE, hookId: reason },
          ] as const
        )[which]
        if (!outcome) throw new Error('no such outcome')
        const told = report(result(outcome), {
          service,
          diagnosis: diagnosis({ causes: which % 2 === 0 ? [] : [cause({ reason, hint: '' })] }),
        })
        const short = shortSentence(told)
        expect(short.length).toBeLessThanOrEqual(140)
        expect(short.isWellFormed()).toBe(true)
        for (const line of [short, outcomeSentence(told)]) {
          expect(line).not.toMatch(/[\p{Cc}\u2028]/u)
          expect(line.length).toBeLessThan(3_000)
        }
      }),
      { numRuns: 50 },
    )
  })
})
