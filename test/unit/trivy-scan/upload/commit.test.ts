import type { Context } from '@ci-kit/core/event'
import { alertsPage, analysedCommit } from '@ci-kit/trivy-scan/upload/commit'
import { describe, expect, test } from '@jest/globals'
import { HEAD, MERGE, pullRequest, push } from './contexts.ts'

const OTHER = 'd'.repeat(40)
const ref = (name: string): Context => push({ ref: name })

describe('the analysed commit', () => {
  test.each<[string, Context, string | undefined, { sha: string; ref: string }]>([
    ['a branch', push(), undefined, { sha: MERGE, ref: 'refs/heads/main' }],
    ['a branch with another checkout', push(), OTHER, { sha: MERGE, ref: 'refs/heads/main' }],
    ['a tag', ref('refs/tags/v1'), MERGE, { sha: MERGE, ref: 'refs/tags/v1' }],
    [
      'a merge queue',
      ref('refs/heads/gh-readonly-queue/main/pr-7-abc'),
      MERGE,
      { sha: MERGE, ref: 'refs/heads/gh-readonly-queue/main/pr-7-abc' },
    ],
    [
      'a schedule',
      push({ event: 'schedule', payload: {} }),
      undefined,
      { sha: MERGE, ref: 'refs/heads/main' },
    ],
    ['a merge commit', pullRequest(), MERGE, { sha: MERGE, ref: 'refs/pull/7/merge' }],
    ['an unknown checkout', pullRequest(), undefined, { sha: MERGE, ref: 'refs/pull/7/merge' }],
    ['a checked out head', pullRequest(), HEAD, { sha: HEAD, ref: 'refs/pull/7/head' }],
    ['a commit of the job', pullRequest(), OTHER, { sha: MERGE, ref: 'refs/pull/7/merge' }],
    [
      'a branch named like a pull request',
      ref('refs/heads/refs/pull/7/merge'),
      HEAD,
      { sha: MERGE, ref: 'refs/heads/refs/pull/7/merge' },
    ],
    [
      'a SHA-256 repository',
      push({ sha: 'e'.repeat(64) }),
      undefined,
      { sha: 'e'.repeat(64), ref: 'refs/heads/main' },
    ],
  ])('of %s', (_name, context, checkedOut, commit) => {
    expect(analysedCommit(context, checkedOut)).toEqual(commit)
  })

  test.each([
    push({ sha: '' }),
    push({ sha: 'main' }),
    push({ sha: `${MERGE}\n` }),
    ref(''),
    ref('main'),
    ref('refs/heads/'),
    ref('refs/notes/x'),
  ])('is none for $sha of $ref', (context) => {
    expect(analysedCommit(context, HEAD)).toBeUndefined()
  })
})

describe('the page with the alerts', () => {
  test.each([
    ['refs/heads/main', 'is:open branch:main'],
    ['refs/heads/a/b&c', 'is:open branch:a/b&c'],
    ['refs/pull/7/merge', 'is:open pr:7'],
    ['refs/pull/7/head', 'is:open pr:7'],
    ['refs/tags/v1', 'is:open ref:refs/tags/v1'],
  ])('of %s', (name, query) => {
    const page = new URL(alertsPage(push(), { sha: MERGE, ref: name }))
    expect(page.origin + page.pathname).toBe('https://github.com/octo/shop/security/code-scanning')
    expect([...page.searchParams]).toEqual([['query', query]])
  })
})
