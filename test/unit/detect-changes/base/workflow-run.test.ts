import type { Context } from '@ci-kit/core/event'
import { planOf } from '@ci-kit/detect-changes/base/plan'
import type { Plan } from '@ci-kit/detect-changes/plan'
import { describe, expect, test } from '@jest/globals'
import { A, C, pushed } from '../samples.ts'
import { LAST_DEPLOYED, LAST_SUCCESS, REASON, reasonsIn, wanted } from './samples.ts'

const PULL = { number: 7, base: { sha: A, repo: { id: 1 } } }

/** A run for commit `C`, while the default branch is elsewhere. */
const startedBy = (run: object, repository: unknown = { id: 1 }): Context =>
  pushed({
    event: 'workflow_run',
    payload: {
      repository,
      workflow_run: {
        event: 'push',
        head_sha: C,
        head_branch: 'feature',
        head_repository: { full_name: 'octo/shop' },
        pull_requests: [],
        ...run,
      },
    },
  })
const pull = (more: object = {}): Context =>
  startedBy({ event: 'pull_request', pull_requests: [PULL], ...more })

const EVERYTHING: Partial<Plan> = { kind: 'everything', head: C }

describe('a run that another run started', () => {
  test.each<[string, Context, Partial<Plan>]>([
    ['for a pull request', pull(), { kind: 'pull-request', number: 7, base: A, head: C }],
    [
      'for a branch',
      startedBy({}),
      { kind: 'since-fork', base: 'main', head: C, mayBeContained: false },
    ],
    ['for the default branch', startedBy({ head_branch: 'main' }), EVERYTHING],
    ['for a branch without a name', startedBy({ head_branch: null }), EVERYTHING],
    ['for a branch with an odd name', startedBy({ head_branch: '-rf' }), EVERYTHING],
    ['for an event without a branch', startedBy({ event: 'issues' }), EVERYTHING],
    ['for no event', startedBy({ event: null }), EVERYTHING],
    ['for no commit', startedBy({ head_sha: null }), { kind: 'unknown', head: '' }],
    ['for no run', pushed({ event: 'workflow_run', payload: {} }), { kind: 'unknown', head: '' }],
    ['for a fork', pull({ head_repository: { full_name: 'eve/shop' } }), EVERYTHING],
    ['for two pull requests', pull({ pull_requests: [PULL, PULL] }), EVERYTHING],
    ['for a pull request that is not listed', pull({ pull_requests: [] }), EVERYTHING],
    ['for a list that is none', pull({ pull_requests: 'x' }), EVERYTHING],
    ['for an entry that is none', pull({ pull_requests: [null] }), EVERYTHING],
    [
      'for a pull request elsewhere',
      pull({ pull_requests: [{ ...PULL, base: { sha: A, repo: { id: 2 } } }] }),
      EVERYTHING,
    ],
    [
      'for a pull request of no repository',
      startedBy({ event: 'pull_request', pull_requests: [{ ...PULL, base: { sha: A } }] }, null),
      EVERYTHING,
    ],
    [
      'for a pull request without a base',
      pull({ pull_requests: [{ ...PULL, base: { repo: { id: 1 } } }] }),
      EVERYTHING,
    ],
  ])('%s', (_, context, plan) => {
    const actual = planOf(context, wanted())
    expect(actual).toMatchObject(plan)
    for (const why of reasonsIn(actual)) expect(why).toMatch(REASON)
  })

  test('for a pull request, without a token', () => {
    expect(planOf(pull(), wanted({ hasToken: false }))).toMatchObject({
      kind: 'since-fork',
      base: A,
      head: C,
      mayBeContained: false,
    })
  })

  test('its success is recorded for another commit, so it is no base', () => {
    expect(planOf(startedBy({}), wanted({ base: LAST_SUCCESS }))).toMatchObject({
      kind: 'everything',
      head: C,
      why: expect.stringContaining('last-deployed:<environment>'),
    })
  })

  test('a deployment is', () => {
    expect(planOf(startedBy({}), wanted({ base: LAST_DEPLOYED }))).toMatchObject({
      kind: 'last-deployed',
      head: C,
    })
  })
})
