import type { Context } from '@ci-kit/core/event'
import { planOf } from '@ci-kit/detect-changes/base/plan'
import type { Wanted } from '@ci-kit/detect-changes/base/wanted'
import type { Plan } from '@ci-kit/detect-changes/plan'
import { describe, expect, test } from '@jest/globals'
import { A, B, C, pulled } from '../samples.ts'
import {
  LAST_DEPLOYED,
  LAST_SUCCESS,
  REASON,
  reasonsIn,
  revision,
  SINCE_LAST_PUSH,
  wanted,
} from './samples.ts'

const WHOLE: Plan = {
  kind: 'pull-request',
  number: 7,
  base: A,
  head: B,
  why: 'files of pull request #7',
}
const because = (reason: string) => ({ ...WHOLE, why: `${WHOLE.why}, as ${reason}` })
const SYNCHRONIZED = { action: 'synchronize', before: C, after: B }

const changed = (more: object): Context => {
  const { pullRequest } = pulled()
  return pulled({ pullRequest: pullRequest && { ...pullRequest, ...more } })
}

type Case = [name: string, context: Context, wanted: Partial<Wanted>, plan: Partial<Plan>]

const cases: Case[] = [
  ['with a token', pulled(), {}, WHOLE],
  [
    'without a token',
    pulled(),
    { hasToken: false },
    { kind: 'since-fork', base: A, head: B, mayBeContained: false },
  ],
  ['pull_request_target', pulled({ event: 'pull_request_target' }), {}, WHOLE],
  ['a review', pulled({ event: 'pull_request_review' }), {}, WHOLE],
  ['a comment on a review', pulled({ event: 'pull_request_review_comment' }), {}, WHOLE],
  ['base and ref are for others', pulled(), { base: revision(C), ref: C }, WHOLE],
  ['not described', pulled({ pullRequest: undefined }), {}, { kind: 'unknown', head: B }],
  ['a base that is no id', changed({ baseSha: 'main' }), {}, { kind: 'unknown', head: B }],
  ['a head that is no id', changed({ headSha: '-rf' }), {}, { kind: 'unknown', head: '' }],
  [
    'since the last push',
    pulled({ payload: SYNCHRONIZED }),
    { base: SINCE_LAST_PUSH },
    {
      kind: 'between',
      base: C,
      head: B,
      otherwise: because('the tip before the last push is gone'),
    },
  ],
  [
    'opened has no push before',
    pulled({ payload: { action: 'opened' } }),
    { base: SINCE_LAST_PUSH },
    WHOLE,
  ],
  ...[
    { ...SYNCHRONIZED, before: undefined },
    { ...SYNCHRONIZED, before: '0'.repeat(40) },
    { ...SYNCHRONIZED, before: '-rf' },
    { ...SYNCHRONIZED, after: C },
  ].map(
    (payload): Case => [
      `since the last push of ${JSON.stringify(payload)}`,
      pulled({ payload }),
      { base: SINCE_LAST_PUSH },
      because('the event does not name the commits of the last push'),
    ],
  ),
  [
    'since the last success',
    pulled(),
    { base: LAST_SUCCESS },
    {
      kind: 'last-success',
      head: B,
      run: { workflow: 'ci.yml', branch: 'feature', job: undefined, runId: 99 },
      otherwise: because('no run of ci.yml on this branch has succeeded yet'),
    },
  ],
  [
    'a fork proves nothing by its runs',
    changed({ headRepository: 'eve/shop' }),
    { base: LAST_SUCCESS },
    because('successful runs of a fork do not count'),
  ],
  [
    'a fork that is gone neither',
    changed({ headRepository: undefined }),
    { base: LAST_SUCCESS },
    because('successful runs of a fork do not count'),
  ],
  [
    'since the last deployment',
    pulled(),
    { base: LAST_DEPLOYED },
    {
      kind: 'last-deployed',
      head: B,
      environment: 'production',
      otherwise: because("nothing has been deployed to the environment in input 'base' yet"),
    },
  ],
]

describe('what a pull request is compared with', () => {
  test.each(cases)('%s', (_, context, more, plan) => {
    expect(planOf(context, wanted(more))).toMatchObject(plan)
  })

  test('every plan has a reason', () => {
    for (const [, context, more] of cases) {
      const reasons = reasonsIn(planOf(context, wanted(more)))
      expect(reasons).not.toHaveLength(0)
      for (const why of reasons) expect(why).toMatch(REASON)
    }
  })
})
