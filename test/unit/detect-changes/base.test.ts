import type { Context } from '@ci-kit/core/event'
import { type Plan, planOf } from '@ci-kit/detect-changes/base'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { A, B, C, pushed, ZEROS } from './samples.ts'

const INPUTS = { base: undefined, ref: undefined, token: '' }
const FEATURE = 'refs/heads/feature'
const NEW = { before: ZEROS, after: B }

type Wanted = Parameters<typeof planOf>[1]
type Case = [name: string, context: Context, wanted: Partial<Wanted>, plan: Partial<Plan>]

const cases: Case[] = [
  ['a push', pushed(), {}, { kind: 'between', base: A, head: B, why: 'the tip before the push' }],
  ['a push to another branch', pushed({ ref: FEATURE }), {}, { kind: 'between', base: A, head: B }],
  [
    'a forced push',
    pushed({ payload: { before: A, after: B, forced: true } }),
    {},
    { kind: 'between', base: A, why: 'the tip before the forced push' },
  ],
  [
    'a new branch',
    pushed({ ref: FEATURE, payload: NEW }),
    {},
    { kind: 'since-fork', base: 'main', head: B, mayBeContained: true },
  ],
  [
    'the first push of the default branch',
    pushed({ payload: NEW }),
    {},
    { kind: 'every-file', head: B },
  ],
  [
    'a new branch without a default branch',
    pushed({ ref: FEATURE, payload: NEW, defaultBranch: undefined }),
    {},
    { kind: 'unknown' },
  ],
  [
    'a deleted branch',
    pushed({ payload: { before: A, after: ZEROS, deleted: true } }),
    {},
    { kind: 'no-file' },
  ],
  [
    'a deleted branch by its zeros',
    pushed({ payload: { before: A, after: ZEROS } }),
    { base: C },
    { kind: 'no-file' },
  ],
  [
    'a deleted tag',
    pushed({ ref: 'refs/tags/v1', payload: { before: A, after: ZEROS } }),
    {},
    { kind: 'no-file' },
  ],
  ['a tag', pushed({ ref: 'refs/tags/v1', payload: NEW }), {}, { kind: 'unknown', byNature: true }],
  [
    'a tag with a base',
    pushed({ ref: 'refs/tags/v2', payload: NEW }),
    { base: 'v1' },
    { kind: 'since-fork', base: 'v1', head: B, mayBeContained: false },
  ],
  ['a push without before', pushed({ payload: { after: B } }), {}, { kind: 'unknown' }],
  [
    'a push with a word for a commit',
    pushed({ payload: { before: '--output=x', after: B } }),
    {},
    { kind: 'unknown' },
  ],
  [
    'a push with a zero for a commit',
    pushed({ payload: { before: A, after: '0' } }),
    {},
    { kind: 'unknown' },
  ],
  [
    'a push without after',
    pushed({ payload: { before: A } }),
    {},
    { kind: 'between', base: A, head: B },
  ],
  ['a push without any head', pushed({ payload: { before: A }, sha: '' }), {}, { kind: 'unknown' }],
  [
    'SHA-256',
    pushed({ payload: { before: 'a'.repeat(64), after: 'b'.repeat(64) } }),
    {},
    { kind: 'between', base: 'a'.repeat(64) },
  ],
]

describe('what a push is compared with', () => {
  test.each(cases)('%s', (_, context, wanted, plan) => {
    expect(planOf(context, { ...INPUTS, ...wanted })).toMatchObject(plan)
  })

  test('every plan has a reason', () => {
    for (const [, context, wanted] of cases) {
      expect(planOf(context, { ...INPUTS, ...wanted }).why).toMatch(/^\w.{10,}[^.]$/)
    }
  })

  test('no payload of a push leads to anything but a comparison of ids or unknown', () => {
    const payload = fc.record(
      {
        before: fc.oneof(fc.jsonValue(), fc.constantFrom(A, ZEROS)),
        after: fc.oneof(fc.jsonValue(), fc.constant(B)),
        forced: fc.jsonValue(),
        deleted: fc.jsonValue().filter((value) => value !== true),
      },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(
        payload,
        fc.constantFrom('refs/heads/x', 'refs/tags/x', '', 'x'),
        (event, ref) => {
          const plan = planOf(pushed({ payload: event, ref }), INPUTS)
          expect(['between', 'since-fork', 'unknown']).toContain(plan.kind)
          if (plan.kind === 'between') expect([plan.base, plan.head]).toEqual([A, B])
        },
      ),
    )
  })
})
