import type { Context } from '@ci-kit/core/event'
import { planOf } from '@ci-kit/detect-changes/base/plan'
import type { Wanted } from '@ci-kit/detect-changes/base/wanted'
import { describe, expect, test } from '@jest/globals'
import { A, B, C, pushed, ZEROS } from '../samples.ts'
import { LAST_DEPLOYED, LAST_SUCCESS, REASON, reasonsIn, wanted } from './samples.ts'

const on = (event: string, more: Partial<Context> = {}): Context =>
  pushed({ event, payload: {}, ...more })

describe('base: last-success', () => {
  test.each([
    ['a push', pushed(), 'main'],
    ['a push to another branch', pushed({ ref: 'refs/heads/a/b' }), 'a/b'],
    ['a new branch', pushed({ payload: { before: ZEROS, after: B } }), 'main'],
    ['a tag', pushed({ ref: 'refs/tags/v1' }), 'v1'],
    ['schedule', on('schedule'), 'main'],
    ['workflow_dispatch', on('workflow_dispatch'), 'main'],
    ['repository_dispatch', on('repository_dispatch'), 'main'],
  ])('%s asks for runs on its branch', (_, context, branch) => {
    const why = 'no run of ci.yml on this branch has succeeded yet'
    expect(planOf(context, wanted({ base: LAST_SUCCESS }))).toEqual({
      kind: 'last-success',
      head: B,
      run: { workflow: 'ci.yml', branch, job: undefined, runId: 99 },
      otherwise: { kind: 'everything', head: B, why },
    })
  })

  test('of a job', () => {
    expect(planOf(pushed(), wanted({ base: LAST_SUCCESS, job: 'build' }))).toMatchObject({
      run: { job: 'build' },
      otherwise: {
        why: "the job in input 'job' has not succeeded in any run of ci.yml on this branch yet",
      },
    })
  })

  test('of a workflow whose file has an odd name', () => {
    expect(
      planOf(pushed(), wanted({ base: LAST_SUCCESS, workflow: '\n::error::.yml' })),
    ).toMatchObject({
      otherwise: { why: 'no run of this workflow on this branch has succeeded yet' },
    })
  })

  test.each<[string, Context, Partial<Wanted>]>([
    ['without a token', pushed(), { hasToken: false }],
    ['without a workflow', pushed(), { workflow: '' }],
    ['without an id of the run', pushed(), { runId: Number.NaN }],
    ['without a branch', pushed({ ref: '' }), {}],
    ['on a branch of an odd name', pushed({ ref: 'refs/heads/a\nb' }), {}],
    ['without a commit', pushed({ payload: { after: 'x' } }), {}],
  ])('is unknown %s', (_, context, more) => {
    expect(planOf(context, wanted({ base: LAST_SUCCESS, ...more }))).toMatchObject({
      kind: 'unknown',
      why: expect.stringMatching(REASON),
    })
  })

  test.each(['release', 'create', 'issue_comment'])('does not know %s', (event) => {
    expect(planOf(on(event), wanted({ base: LAST_SUCCESS }))).toMatchObject({ kind: 'everything' })
  })

  test('of nothing is a deletion', () => {
    const gone = pushed({ payload: { before: A, after: ZEROS, deleted: true } })
    expect(planOf(gone, wanted({ base: LAST_SUCCESS }))).toMatchObject({ kind: 'no-file' })
    expect(planOf(on('delete'), wanted({ base: LAST_DEPLOYED }))).toMatchObject({ kind: 'no-file' })
  })

  test.each([
    ['main', 'last-success'],
    ['refs/heads/main', 'last-success'],
    [B, 'last-success'],
    ['other', 'everything'],
    [C, 'everything'],
  ])('with input ref %s is %s, as runs are recorded for the own commit', (ref, kind) => {
    expect(planOf(pushed(), wanted({ base: LAST_SUCCESS, ref }))).toMatchObject({ kind, head: B })
  })

  test.each([
    ['v1', 'last-success'],
    ['refs/tags/v1', 'last-success'],
    ['refs/tags/undefined', 'everything'],
  ])('of a tag with input ref %s is %s', (ref, kind) => {
    const context = pushed({ ref: 'refs/tags/v1' })
    expect(planOf(context, wanted({ base: LAST_SUCCESS, ref }))).toMatchObject({ kind })
  })
})

describe('base: last-deployed', () => {
  test.each([
    ['push', {}],
    ['push', { ref: 'refs/tags/v1' }],
    ['schedule', {}],
    ['release', {}],
    ['merge_group', {}],
    ['create', {}],
    ['issue_comment', {}],
  ])('asks on %s %j', (event, more) => {
    expect(planOf(on(event, more), wanted({ base: LAST_DEPLOYED }))).toMatchObject({
      kind: 'last-deployed',
      head: B,
      environment: 'production',
      otherwise: {
        kind: 'everything',
        why: "nothing has been deployed to the environment in input 'base' yet",
      },
    })
  })

  test('is for the commit in input ref', () => {
    expect(planOf(pushed(), wanted({ base: LAST_DEPLOYED, ref: 'x' }))).toMatchObject({ head: 'x' })
  })

  test.each<[string, Context, Partial<Wanted>]>([
    ['without a token', pushed(), { hasToken: false }],
    ['without a commit', on('schedule', { sha: '-rf' }), {}],
  ])('is unknown %s', (_, context, more) => {
    const plan = planOf(context, wanted({ base: LAST_DEPLOYED, ...more }))
    expect(plan).toMatchObject({ kind: 'unknown' })
    for (const why of reasonsIn(plan)) expect(why).toMatch(REASON)
  })
})
