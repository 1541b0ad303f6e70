import type { Context } from '@ci-kit/core/event'
import { planOf } from '@ci-kit/detect-changes/base/plan'
import { describe, expect, test } from '@jest/globals'
import { B, C, pulled, pushed, ZEROS } from '../samples.ts'
import { REASON, wanted } from './samples.ts'

const NONE = wanted({ base: { kind: 'none' } })
const other = (event: string, more: Partial<Context> = {}) =>
  pushed({ event, payload: {}, ...more })

describe('base: none', () => {
  test.each<[string, Context, string]>([
    ['a push', pushed(), B],
    ['a tag', pushed({ ref: 'refs/tags/v1' }), B],
    ['a pull request', pulled(), pulled().pullRequest?.headSha ?? ''],
    [
      'a pull request that the event does not describe',
      { ...pulled(), pullRequest: undefined },
      pulled().sha,
    ],
    ['a schedule', other('schedule'), B],
    ['a button', other('workflow_dispatch'), B],
    ['a release', other('release', { ref: 'refs/tags/v1' }), B],
    ['a merge group', other('merge_group'), B],
    ['no event', other(''), B],
  ])('selects everything for %s', (_, context, head) => {
    expect(planOf(context, NONE)).toEqual({
      kind: 'everything',
      head: /^[0-9a-f]{40}$/.test(head) ? head : '',
      why: expect.stringMatching(REASON),
    })
  })

  test('says so in the reason', () => {
    expect(planOf(pushed(), NONE)).toMatchObject({ why: "'base: none' compares with nothing" })
  })

  test('looks at the commit in input ref', () => {
    expect(planOf(pushed(), { ...NONE, ref: C })).toMatchObject({ kind: 'everything', head: C })
    expect(planOf(pushed(), { ...NONE, ref: 'main' })).toMatchObject({ head: '' })
  })

  test('still selects nothing for a branch that is gone', () => {
    expect(planOf(pushed({ payload: { after: ZEROS, deleted: true } }), NONE)).toMatchObject({
      kind: 'no-file',
    })
  })
})
