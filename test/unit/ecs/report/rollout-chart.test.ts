import { rolloutChart } from '@ci-kit/ecs/report/rollout-chart'
import type { Moment } from '@ci-kit/ecs/rollout/rollout'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { codePoint } from '../../../fakes/code-point.ts'
import { MARKUP_TEXTS, moment, result } from './report-samples.ts'

const chart = (...timeline: Moment[]) => rolloutChart(result({ kind: 'succeeded' }, { timeline }))
const HEAD = ['```mermaid', 'gantt', '  dateFormat x', '  axisFormat %H:%M:%S']

const at = (seconds: number) => moment('', seconds, '').at

describe('the picture of a rollout', () => {
  test('has a bar until the next of its kind, and milestones', () => {
    const lines = chart(
      moment('status', 0, 'IN_PROGRESS'),
      moment('stage', 2, 'SCALE_UP'),
      moment('tasks', 3, '1 of 2 run'),
      moment('stage', 12, 'BAKE_TIME'),
      moment('alarm', 20, 'errors fired'),
      moment('step', 21, 'asked ECS to go back'),
      moment('status', 30, 'ROLLBACK_SUCCESSFUL'),
      moment('other', 31, 'nobody draws this'),
    ).split('\n')
    expect(lines).toEqual([
      ...HEAD,
      '  section deployment',
      `    0 IN PROGRESS, 30.0 s :${at(0)}, 30000ms`.replace('IN PROGRESS', 'IN_PROGRESS'),
      `    0 ROLLBACK_SUCCESSFUL, 1.0 s :${at(30)}, 1000ms`,
      '  section stages',
      `    0 SCALE_UP, 10.0 s :${at(2)}, 10000ms`,
      `    0 BAKE_TIME, 19.0 s :${at(12)}, 19000ms`,
      '  section tasks',
      `    0 1 of 2 run, 28.0 s :${at(3)}, 28000ms`,
      '  section moments',
      `    0 errors fired :crit, milestone, ${at(20)}, 0ms`,
      `    0 asked ECS to go back :milestone, ${at(21)}, 0ms`,
      '```',
    ])
  })

  test('marks how a rollout went wrong', () => {
    const timeline = [moment('status', 0, 'IN_PROGRESS'), moment('status', 9, 'STOPPED')]
    expect(rolloutChart(result({ kind: 'failed', reason: '' }, { timeline }))).toMatch(
      /IN_PROGRESS, 9\.0 s :\d+, 9000ms\n {4}0 STOPPED :crit, milestone, \d+, 0ms/,
    )
  })

  test('is left out when there is nothing to draw', () => {
    expect(chart()).toBe('')
    expect(chart(moment('event', 1, 'x'), { at: Number.NaN, kind: 'stage', text: 'x' })).toBe('')
  })

  test('shows the longest of many, and the last', () => {
    const many = Array.from({ length: 200 }, (_, index) => moment('tasks', index, `t${index}`))
    const lines = chart(...many, moment('tasks', 900, 'end'), moment('event', 900, 'x')).split('\n')
    expect(lines.filter((line) => line.startsWith('    '))).toHaveLength(15)
    expect(lines.join('\n')).toContain('0 t199, ')
    expect(lines.at(-2)).toContain('0 end :milestone, ')
  })
})

test('texts of any length are cut', () => {
  const text = 'x'.repeat(10_000_000)
  expect(chart(moment('stage', 0, text), moment('alarm', 1, text)).length).toBeLessThan(500)
})

test('no text leaves its place', () => {
  const text = fc.oneof(
    fc.string({ unit: codePoint, maxLength: 200 }),
    fc.constantFrom(...MARKUP_TEXTS),
  )
  const kind = fc.constantFrom('status', 'stage', 'traffic', 'tasks', 'alarm', 'step', 'x')
  const moments = fc.array(fc.record({ at: fc.double(), kind, text }), { maxLength: 20 })
  const form =
    /^(?: {2}section [a-z]+| {4}0 [\p{L}\p{N} ._/=+-]{1,60}(?:, [\d.]+ (?:ms|s|min \d\d s))? :(?:crit, )?(?:milestone, )?\d+(?:e\+\d+)?, \d+(?:e\+\d+)?ms)$/u
  fc.assert(
    fc.property(moments, (timeline) => {
      const picture = rolloutChart(result({ kind: 'succeeded' }, { timeline }))
      if (picture === '') return
      const lines = picture.split('\n')
      expect(lines.slice(0, 4)).toEqual(HEAD)
      expect(lines.at(-1)).toBe('```')
      for (const line of lines.slice(4, -1)) expect(line).toMatch(form)
    }),
    { numRuns: 50 },
  )
})
