import type { Context } from '@ci-kit/core/event'
import { planOf } from '@ci-kit/detect-changes/base/plan'
import type { Plan } from '@ci-kit/detect-changes/plan'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { A, B, C, pushed, ZEROS } from '../samples.ts'
import { REASON, reasonsIn, SINCE_LAST_PUSH, wanted } from './samples.ts'

const FEATURE = 'refs/heads/feature'
const TAG = 'refs/tags/v1.2.0'
const NEW = { before: ZEROS, after: B, created: true }
const FORCED = { before: A, after: B, forced: true }
const OWN = { id: B, distinct: true }
const GONE = { before: A, after: ZEROS, deleted: true }

type Case = [name: string, context: Context, plan: Partial<Plan>]

const cases: Case[] = [
  ['a push', pushed(), { kind: 'between', base: A, head: B, why: 'the tip before the push' }],
  ['a push to another branch', pushed({ ref: FEATURE }), { kind: 'between', base: A, head: B }],
  [
    'a forced push',
    pushed({ ref: FEATURE, payload: FORCED }),
    {
      kind: 'between',
      base: A,
      why: 'the tip before the forced push',
      otherwise: {
        kind: 'since-fork',
        base: 'main',
        head: B,
        why: 'since the default branch, as the tip before the forced push is gone',
        mayBeContained: false,
      },
    },
  ],
  [
    'a new branch',
    pushed({ ref: FEATURE, payload: { ...NEW, commits: [] } }),
    { kind: 'since-fork', base: 'main', head: B, mayBeContained: true },
  ],
  [
    'a new branch of which the event does not list the commits',
    pushed({ ref: FEATURE, payload: { ...NEW, commits: null } }),
    { kind: 'since-fork', base: 'main', head: B, mayBeContained: false },
  ],
  [
    'a new branch with commits of its own, which may be merged by now',
    pushed({ ref: FEATURE, payload: { ...NEW, commits: [{ distinct: false }, OWN] } }),
    { kind: 'since-fork', base: 'main', head: B, mayBeContained: false },
  ],
  [
    'a new branch without commits of its own',
    pushed({ ref: FEATURE, payload: { ...NEW, commits: [{ distinct: false }, null] } }),
    { kind: 'since-fork', base: 'main', head: B, mayBeContained: true },
  ],
  [
    'the first push of the default branch',
    pushed({ payload: NEW }),
    { kind: 'every-file', head: B },
  ],
  [
    'a new branch without a default branch',
    pushed({ ref: FEATURE, payload: NEW, defaultBranch: undefined }),
    { kind: 'unknown', head: B },
  ],
  [
    'a new branch with an odd default branch',
    pushed({ ref: FEATURE, payload: NEW, defaultBranch: '-rf' }),
    { kind: 'unknown', head: B },
  ],
  ['a new ref of no kind', pushed({ ref: 'x', payload: NEW }), { kind: 'unknown', head: B }],
  [
    'a new branch that was there before',
    pushed({ ref: FEATURE, payload: { ...NEW, created: false } }),
    { kind: 'unknown', head: B },
  ],
  ['a deleted branch', pushed({ payload: GONE }), { kind: 'no-file' }],
  [
    'zeros that nothing calls a deletion',
    pushed({ payload: { before: A, after: ZEROS } }),
    { kind: 'unknown', head: '' },
  ],
  ['a deleted tag', pushed({ ref: TAG, payload: GONE }), { kind: 'no-file' }],
  [
    'a deletion that is none',
    pushed({ payload: { before: A, after: ZEROS, deleted: false } }),
    { kind: 'unknown', head: '' },
  ],
  [
    'a new tag',
    pushed({ ref: TAG, payload: { ...NEW, after: C } }),
    { kind: 'previous-tag', tag: 'v1.2.0', head: B },
  ],
  [
    'a moved tag',
    pushed({ ref: TAG, payload: { before: A, after: C, forced: true } }),
    { kind: 'between', base: A, head: B, why: 'what the tag named before it was moved' },
  ],
  ['no before', pushed({ payload: { after: B } }), { kind: 'unknown', head: B }],
  ['a word', pushed({ payload: { before: '--output=x', after: B } }), { kind: 'unknown' }],
  ['a zero', pushed({ payload: { before: A, after: '0' } }), { kind: 'unknown', head: '' }],
  ['no after', pushed({ payload: { before: A } }), { kind: 'between', base: A, head: B }],
  ['no head', pushed({ payload: { before: A }, sha: '' }), { kind: 'unknown', head: '' }],
  [
    'SHA-256',
    pushed({ payload: { before: 'a'.repeat(64), after: 'b'.repeat(64) } }),
    { kind: 'between', base: 'a'.repeat(64) },
  ],
  [
    'event create, a branch',
    pushed({ event: 'create', ref: FEATURE, payload: {} }),
    { kind: 'since-fork', base: 'main', head: B, mayBeContained: true },
  ],
  [
    'event create, a tag',
    pushed({ event: 'create', ref: TAG, payload: {} }),
    { kind: 'previous-tag', tag: 'v1.2.0', head: B },
  ],
  ['event create, no commit', pushed({ event: 'create', sha: '' }), { kind: 'unknown' }],
  ['event delete', pushed({ event: 'delete', payload: {} }), { kind: 'no-file' }],
]

describe('what a push is compared with', () => {
  test.each(cases)('%s', (_, context, plan) => {
    expect(planOf(context, wanted())).toMatchObject(plan)
  })

  test.each(cases)('%s, since the last push', (_, context, plan) => {
    expect(planOf(context, wanted({ base: SINCE_LAST_PUSH }))).toMatchObject(plan)
  })

  test.each([
    ['the default branch', {}],
    ['no known branch', { ref: '' }],
    ['no known default branch', { ref: FEATURE, defaultBranch: undefined }],
  ])('a forced push has no second try on %s', (_, more) => {
    const plan = planOf(pushed({ payload: FORCED, ...more }), wanted())
    expect(plan).toEqual({
      kind: 'between',
      base: A,
      head: B,
      why: 'the tip before the forced push',
    })
  })

  test('every plan has a reason', () => {
    for (const [, context] of cases) {
      const plan = planOf(context, wanted())
      if (plan.kind !== 'previous-tag') expect(reasonsIn(plan)).not.toHaveLength(0)
      for (const why of reasonsIn(plan)) expect(why).toMatch(REASON)
    }
  })

  test('no payload of a push leads to anything but a comparison of ids or unknown', () => {
    const payload = fc.record(
      {
        before: fc.oneof(fc.jsonValue(), fc.constantFrom(A, ZEROS)),
        after: fc.oneof(fc.jsonValue(), fc.constant(B)),
        forced: fc.jsonValue(),
        created: fc.jsonValue(),
        deleted: fc.jsonValue().filter((value) => value !== true),
      },
      { requiredKeys: [] },
    )
    const refs = fc.constantFrom(FEATURE, TAG, '', 'x')
    fc.assert(
      fc.property(payload, refs, (event, ref) => {
        const plan = planOf(pushed({ payload: event, ref }), wanted())
        expect(['between', 'since-fork', 'previous-tag', 'unknown']).toContain(plan.kind)
        if (plan.kind === 'between') expect([plan.base, plan.head]).toEqual([A, B])
      }),
    )
  })
})
