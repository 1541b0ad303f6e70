import { tagFacts } from '@ci-kit/docker-cache/tags/tag-facts'
import { describe, expect, test } from '@jest/globals'
import { onPullRequest } from '../contexts.ts'
import { pushOf, SHA } from './tags-of.ts'

const NOW = new Date(0)
const factsOf = (context: Parameters<typeof tagFacts>[0]) => tagFacts(context, NOW)

describe('the facts of a run', () => {
  test('of a push', () => {
    expect(factsOf(pushOf('heads/main'))).toEqual({
      event: 'push',
      ref: { kind: 'branch', name: 'main' },
      subject: { kind: 'branch', name: 'main' },
      sha: SHA,
      baseRef: '',
      defaultBranch: 'main',
      onDefaultBranch: true,
      now: NOW,
      commitDate: undefined,
    })
  })

  test('of a merged pull request: the ref is the branch, the subject its number', () => {
    const facts = factsOf(onPullRequest({}, { ref: 'refs/heads/main' }))
    expect(facts.ref).toEqual({ kind: 'branch', name: 'main' })
    expect(facts.subject).toEqual({ kind: 'pull-request', name: 'pr-7' })
  })

  test('of pull_request_target: the pull request, not the base branch', () => {
    const facts = factsOf(
      onPullRequest({}, { event: 'pull_request_target', ref: 'refs/heads/main' }),
    )
    expect(facts).toMatchObject({ ref: { name: 'pr-7' }, baseRef: 'main', onDefaultBranch: false })
  })

  test.each([
    ['tags/v1', { base_ref: 'refs/heads/rel' }, 'rel'],
    ['tags/v1', { base_ref: null }, ''],
    ['tags/v1', { base_ref: 7 }, ''],
    ['heads/main', { base_ref: 'refs/heads/rel' }, ''],
    ['pull/7/merge', {}, ''],
  ])('the base of %s with %j', (ref, payload, expected) => {
    expect(factsOf(pushOf(ref, { payload })).baseRef).toBe(expected)
  })

  test.each([
    ['heads/main', 'push', 'main', true],
    ['heads/topic', 'push', 'main', false],
    ['tags/main', 'push', 'main', false],
    ['heads/topic', 'create', 'main', false],
    ['heads/trunk', 'schedule', undefined, true],
    ['heads/trunk', 'issues', undefined, true],
    ['heads/trunk', 'push', undefined, false],
    ['heads/trunk', 'create', undefined, false],
    ['tags/v1', 'schedule', undefined, false],
  ])(
    'whether %s is the default branch on %s, which is %j',
    (ref, event, defaultBranch, expected) => {
      expect(factsOf(pushOf(ref, { event, defaultBranch })).onDefaultBranch).toBe(expected)
    },
  )
})

describe('the date of the commit', () => {
  const commit = (id: string, timestamp: unknown) => ({ id, timestamp })
  test.each([
    [
      {
        commits: [
          commit('other', '2001-01-01T00:00:00Z'),
          commit(SHA, '2025-12-31T22:30:00-05:00'),
        ],
      },
    ],
    [{ commits: [], head_commit: commit(SHA, '2026-01-01T03:30:00Z') }],
    [{ commits: 'x', head_commit: commit(SHA, '2026-01-01T03:30:00Z') }],
  ])('is read from %j', (payload) => {
    expect(factsOf(pushOf('heads/main', { payload })).commitDate).toEqual(
      new Date('2026-01-01T03:30:00Z'),
    )
  })

  test.each([
    [{}],
    [{ head_commit: null }],
    [{ head_commit: commit('other', '2026-01-01T03:30:00Z') }],
    [{ head_commit: commit(SHA, 'soon') }],
    [{ head_commit: commit(SHA, 7) }],
    [{ commits: [null, 7, [], {}] }],
  ])('is not known from %j', (payload) => {
    expect(factsOf(pushOf('heads/main', { payload })).commitDate).toBeUndefined()
  })
})
