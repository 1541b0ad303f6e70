import type { Context } from '@ci-kit/core/event'
import { type Plan, planOf } from '@ci-kit/detect-changes/base'
import { describe, expect, test } from '@jest/globals'
import { A, B, C, pulled, pushed } from './samples.ts'

const INPUTS = { base: undefined, ref: undefined, token: '' }
const FEATURE = 'refs/heads/feature'

type Wanted = Parameters<typeof planOf>[1]
type Case = [name: string, context: Context, wanted: Partial<Wanted>, plan: Partial<Plan>]

const cases: Case[] = [
  ['input base, a commit', pushed(), { base: C }, { kind: 'between', base: C, head: B }],
  [
    'input base, another branch',
    pushed({ ref: FEATURE }),
    { base: 'main' },
    { kind: 'since-fork', base: 'main', head: B, mayBeContained: true },
  ],
  [
    'input base, the pushed branch',
    pushed(),
    { base: 'main' },
    { kind: 'between', base: A, head: B },
  ],
  [
    'input base, the pushed branch in full',
    pushed(),
    { base: 'refs/heads/main' },
    { kind: 'between', base: A },
  ],
  [
    'input ref',
    pushed({ ref: FEATURE }),
    { ref: 'other' },
    { kind: 'since-fork', base: 'main', head: 'other' },
  ],
  ['input ref, the default branch', pushed({ ref: FEATURE }), { ref: 'main' }, { kind: 'unknown' }],
  [
    'inputs base and ref',
    pushed(),
    { base: 'v1', ref: C },
    { kind: 'since-fork', base: 'v1', head: C },
  ],
  ['a manual run', pushed({ event: 'workflow_dispatch', payload: {} }), {}, { kind: 'unknown' }],
  [
    'a manual run with a base',
    pushed({ event: 'workflow_dispatch', payload: {}, ref: FEATURE }),
    { base: 'main' },
    { kind: 'since-fork', base: 'main', head: B, mayBeContained: false },
  ],
  [
    'a manual run against its own branch',
    pushed({ event: 'workflow_dispatch', payload: {} }),
    { base: 'main' },
    { kind: 'unknown' },
  ],
  [
    'a schedule without repository',
    pushed({ event: 'schedule', payload: {}, defaultBranch: undefined }),
    { ref: 'x' },
    { kind: 'unknown' },
  ],
  [
    'outside of Actions',
    pushed({ event: '', payload: {}, sha: '' }),
    { base: 'main' },
    { kind: 'unknown' },
  ],
  [
    'a merge group',
    pushed({ event: 'merge_group', payload: { merge_group: { base_sha: A, head_sha: B } } }),
    {},
    { kind: 'between', base: A, head: B },
  ],
  [
    'a merge group without commits',
    pushed({ event: 'merge_group', payload: {} }),
    {},
    { kind: 'unknown' },
  ],
  [
    'a pull request',
    pulled(),
    { token: 't' },
    { kind: 'pull-request', number: 7, base: A, head: B },
  ],
  [
    'a pull request without token',
    pulled(),
    {},
    { kind: 'since-fork', base: A, head: B, mayBeContained: false },
  ],
  [
    'pull_request_target',
    pulled({ event: 'pull_request_target' }),
    { token: 't' },
    { kind: 'pull-request' },
  ],
  ['a review', pulled({ event: 'pull_request_review' }), { token: 't' }, { kind: 'pull-request' }],
  [
    'a pull request ignores base and ref',
    pulled(),
    { base: C, ref: C, token: 't' },
    { kind: 'pull-request', base: A },
  ],
  [
    'a pull request that is not described',
    pulled({ pullRequest: undefined }),
    { token: 't' },
    { kind: 'unknown' },
  ],
]

describe('what other events and the inputs compare', () => {
  test.each(cases)('%s', (_, context, wanted, plan) => {
    expect(planOf(context, { ...INPUTS, ...wanted })).toMatchObject(plan)
  })

  test('a pull request with odd commits', () => {
    const { pullRequest } = pulled()
    const odd = pullRequest && { ...pullRequest, baseSha: 'main' }
    expect(planOf(pulled({ pullRequest: odd }), INPUTS)).toMatchObject({ kind: 'unknown' })
  })

  test('every plan has a reason', () => {
    for (const [, context, wanted] of cases) {
      expect(planOf(context, { ...INPUTS, ...wanted }).why).toMatch(/^\w.{10,}[^.]$/)
    }
  })
})
