import type { Context } from '@ci-kit/core/event'
import { planOf } from '@ci-kit/detect-changes/base/plan'
import type { Wanted } from '@ci-kit/detect-changes/base/wanted'
import type { Plan } from '@ci-kit/detect-changes/plan'
import { describe, expect, test } from '@jest/globals'
import { A, B, C, pushed } from '../samples.ts'
import { LAST_SUCCESS, REASON, reasonsIn, revision, SINCE_LAST_PUSH, wanted } from './samples.ts'

const FEATURE = 'refs/heads/feature'
const TAG = 'refs/tags/v2'
const SET = "set 'base: last-success' to compare with the last successful run"

const on = (event: string, more: Partial<Context> = {}): Context =>
  pushed({ event, payload: {}, ...more })
const group = on('merge_group', { payload: { merge_group: { base_sha: A, head_sha: B } } })
const released = (name: unknown, ref = TAG): Context =>
  on('release', { ref, payload: { release: { tag_name: name } } })

type Case = [name: string, context: Context, wanted: Partial<Wanted>, plan: Partial<Plan>]

const cases: Case[] = [
  ['a merge group', group, {}, { kind: 'between', base: A, head: B }],
  ['a merge group since success', group, { base: LAST_SUCCESS }, { kind: 'between', base: A }],
  ['a merge group since a push', group, { base: SINCE_LAST_PUSH }, { kind: 'between', base: A }],
  ['a merge group without commits', on('merge_group'), {}, { kind: 'unknown', head: B }],
  ['a release', released('v2'), {}, { kind: 'previous-tag', tag: 'v2', head: B }],
  ['a release of another tag', released('v3'), {}, { kind: 'unknown', head: B }],
  ['a release of no name', released(7), {}, { kind: 'unknown', head: B }],
  ['a draft', released('v2', ''), {}, { kind: 'unknown', head: B }],
  ...['schedule', 'workflow_dispatch', 'repository_dispatch'].map(
    (event): Case => [
      event,
      on(event),
      {},
      { kind: 'everything', head: B, why: `the event ${event} names no earlier commit; ${SET}` },
    ],
  ),
  [
    'any other event',
    on('issue_comment'),
    {},
    {
      kind: 'everything',
      why: "the event issue_comment names no earlier commit; set input 'base' to compare with one",
    },
  ],
  [
    'an event of an odd name',
    on('::error::'),
    {},
    {
      kind: 'everything',
      why: "this event names no earlier commit; set input 'base' to compare with one",
    },
  ],
  ['outside of Actions', on('', { sha: '' }), {}, { kind: 'unknown', head: '' }],
  [
    'since the last push, without one',
    on('schedule'),
    { base: SINCE_LAST_PUSH },
    { kind: 'everything', why: "'base: since-last-push' is for pushes and pull requests" },
  ],
  ['input base, a commit', pushed(), { base: revision(C) }, { kind: 'between', base: C, head: B }],
  [
    'input base, another branch',
    pushed({ ref: FEATURE, payload: { after: B, commits: [] } }),
    { base: revision('main') },
    { kind: 'since-fork', base: 'main', head: B, mayBeContained: true },
  ],
  [
    'input base, a push of new commits, which may be merged by now',
    pushed({ ref: FEATURE, payload: { after: B, commits: [{ distinct: true }] } }),
    { base: revision('main') },
    { kind: 'since-fork', base: 'main', head: B, mayBeContained: false },
  ],
  ...['main', 'refs/heads/main'].map(
    (name): Case => [
      `input base, the pushed branch as ${name}`,
      pushed(),
      { base: revision(name) },
      { kind: 'between', base: A, head: B },
    ],
  ),
  [
    'input base on a deletion',
    pushed({ payload: { before: A, after: '0'.repeat(40), deleted: true } }),
    { base: revision(C) },
    { kind: 'no-file' },
  ],
  [
    'input base on a tag',
    pushed({ ref: TAG, payload: { after: C } }),
    { base: revision('v1') },
    { kind: 'since-fork', base: 'v1', head: B, mayBeContained: false },
  ],
  [
    'input base on the branch of a run that started this one',
    on('workflow_run', { payload: { workflow_run: { head_sha: C, head_branch: 'feature' } } }),
    { base: revision('main') },
    { kind: 'since-fork', base: 'main', head: C, mayBeContained: false },
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
    { base: revision('v1'), ref: C },
    { kind: 'since-fork', base: 'v1', head: C },
  ],
  [
    'a manual run with a base',
    on('workflow_dispatch', { ref: FEATURE }),
    { base: revision('main') },
    { kind: 'since-fork', base: 'main', head: B, mayBeContained: false },
  ],
  [
    'a manual run against its own branch',
    on('workflow_dispatch'),
    { base: revision('main') },
    { kind: 'unknown', head: B },
  ],
  [
    'a schedule without repository',
    on('schedule', { defaultBranch: undefined }),
    { ref: 'x' },
    { kind: 'unknown', head: '' },
  ],
  ['no commit at all', on('', { sha: '' }), { base: revision('main') }, { kind: 'unknown' }],
  [
    'outside of Actions with both',
    on('', { sha: '', ref: '' }),
    { base: revision('main'), ref: 'x' },
    { kind: 'since-fork', base: 'main', head: 'x', mayBeContained: false },
  ],
]

describe('what other events and the inputs compare', () => {
  test.each(cases)('%s', (_, context, more, plan) => {
    expect(planOf(context, wanted(more))).toMatchObject(plan)
  })

  test('every plan has a reason', () => {
    for (const [, context, more] of cases) {
      for (const why of reasonsIn(planOf(context, wanted(more)))) expect(why).toMatch(REASON)
    }
  })
})
