import type { Context } from '@ci-kit/core/event'
import { cacheScopes } from '@ci-kit/docker-cache/cache/cache-refs'
import { cacheTag } from '@ci-kit/docker-cache/cache/cache-tags'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { contextWith, onPullRequest } from '../contexts.ts'

const QUEUE = 'gh-readonly-queue/release/1.0/pr-7-abc123'

type Row = [name: string, context: Context, read: string[], write: string | RegExp]

const table: Row[] = [
  ['push to the default branch', contextWith(), ['main'], 'main'],
  ['push to a branch', contextWith({ ref: 'refs/heads/feat/x' }), ['feat/x', 'main'], 'feat/x'],
  [
    'push where the default branch is another',
    contextWith({ ref: 'refs/heads/x', defaultBranch: 'trunk' }),
    ['x', 'trunk'],
    'x',
  ],
  [
    'event that does not name the default branch',
    contextWith({ ref: 'refs/heads/x', defaultBranch: undefined }),
    ['x', 'main'],
    'x',
  ],
  ['pull request', onPullRequest(), ['pr-7', 'main'], 'pr-7'],
  [
    'pull request into a branch',
    onPullRequest({ baseRef: 'release/1.0' }),
    ['pr-7', 'release/1.0', 'main'],
    'pr-7',
  ],
  [
    'pull request from a fork',
    onPullRequest({ headRepository: 'stranger/shop' }),
    ['main'],
    /the fork stranger\/shop/,
  ],
  [
    'pull request from a fork into a branch',
    onPullRequest({ headRepository: 'stranger/shop', baseRef: 'next' }),
    ['next', 'main'],
    /the fork stranger\/shop/,
  ],
  [
    'pull request from a fork that was deleted',
    onPullRequest({ headRepository: undefined }),
    ['main'],
    /is not known/,
  ],
  [
    'pull request that is not described',
    contextWith({ event: 'pull_request', ref: 'refs/pull/7/merge' }),
    ['main'],
    /is not known/,
  ],
  [
    'pull_request_target',
    onPullRequest({}, { event: 'pull_request_target', ref: 'refs/heads/main' }),
    ['main'],
    /'pull_request_target' may carry code from a fork/,
  ],
  ['workflow_run', contextWith({ event: 'workflow_run' }), ['main'], /'workflow_run'/],
  ['issue_comment', contextWith({ event: 'issue_comment' }), ['main'], /'issue_comment'/],
  ['event nobody knows yet', contextWith({ event: 'merge_fork' }), ['main'], /'merge_fork'/],
  [
    'merge queue',
    contextWith({ event: 'merge_group', ref: `refs/heads/${QUEUE}` }),
    ['release/1.0', 'main'],
    /merge group/,
  ],
  ['tag', contextWith({ ref: 'refs/tags/v1.0.0' }), ['main'], /release/],
  ['release', contextWith({ event: 'release', ref: 'refs/tags/v1.0.0' }), ['main'], /release/],
  ['schedule', contextWith({ event: 'schedule' }), ['main'], 'main'],
  [
    'manual run on a branch',
    contextWith({ event: 'workflow_dispatch', ref: 'refs/heads/x' }),
    ['x', 'main'],
    'x',
  ],
  [
    'run outside GitHub Actions',
    contextWith({ event: '', ref: '', defaultBranch: undefined, repository: '' }),
    ['main'],
    /set 'cache-scope'/,
  ],
]

const refName = ({ ref }: Context) => ref.replace(/^refs\/[a-z]+\//, '')

describe('the caches of a', () => {
  test.each(table)('%s', (_, context, read, write) => {
    const scopes = cacheScopes('', context)
    expect(scopes.read).toEqual(read)
    if (typeof write === 'string') expect(scopes.write).toEqual({ scope: write })
    else expect(scopes.write).toEqual({ none: expect.stringMatching(write) })
  })

  test.each(table)('%s are the same when the scope is github.ref_name', (_, context) => {
    expect(cacheScopes(refName(context), context)).toEqual(cacheScopes('', context))
  })
})

test.each(['api', 'feat/x', 'pr-7'])(
  'a release does not read a cache that any branch may have written: %s',
  (scope) => {
    const { read } = cacheScopes(scope, contextWith({ ref: 'refs/tags/v1.0.0' }))
    expect(read).toEqual(['main'])
  },
)

test('a pull request may name its own scope', () => {
  expect(cacheScopes('pr-7', onPullRequest())).toEqual(cacheScopes('', onPullRequest()))
})

describe('a scope that is named', () => {
  test('comes first, is written and is not read twice', () => {
    const context = contextWith({ ref: 'refs/heads/x' })
    expect(cacheScopes('api', context)).toEqual({
      read: ['api', 'main'],
      write: { scope: 'api' },
    })
    expect(cacheScopes('main', context).read).toEqual(['main'])
  })

  test('gives a run outside GitHub Actions a cache to write', () => {
    const context = contextWith({ event: '', ref: '', defaultBranch: undefined })
    expect(cacheScopes('laptop', context).write).toEqual({ scope: 'laptop' })
  })

  test.each(['main', 'release/1.0', 'shared'])(
    'is read by a pull request, which writes beside it: %s',
    (scope) => {
      const { read, write } = cacheScopes(scope, onPullRequest({ baseRef: 'release/1.0' }))
      expect(write).toEqual({ scope: `pr-7-${scope}` })
      expect(read.slice(0, 2)).toEqual([`pr-7-${scope}`, scope])
    },
  )

  test('never lets a pull request write a cache that a push reads', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (scope) => {
        const { write } = cacheScopes(scope, onPullRequest({ baseRef: 'main' }))
        const written = 'scope' in write ? cacheTag(write.scope) : undefined
        const { read } = cacheScopes(scope, contextWith({ ref: 'refs/heads/main' }))
        expect(read.map((scope) => cacheTag(scope))).not.toContain(written)
      }),
    )
  })

  test('changes nothing for a run that may not write', () => {
    fc.assert(
      fc.property(fc.string(), fc.constantFrom(...table), (scope, [, context]) => {
        const { none } = { none: undefined, ...cacheScopes('', context).write }
        fc.pre(none !== undefined && !none.includes('cache-scope'))
        return 'none' in cacheScopes(scope, context).write
      }),
    )
  })
})

test('scopes never repeat, the default branch is always read, and what is written is read first', () => {
  fc.assert(
    fc.property(fc.string(), fc.constantFrom(...table), (scope, [, context]) => {
      const { read, write } = cacheScopes(scope, context)
      expect(new Set(read).size).toBe(read.length)
      expect(read).toContain(context.defaultBranch ?? 'main')
      if ('scope' in write) expect(read[0]).toBe(write.scope)
    }),
  )
})

test('the tag of a scope is its name behind cache-', () => {
  expect(cacheTag('main')).toBe('cache-main')
  expect(cacheTag('feat/x')).toMatch(/^cache-feat-x-[0-9a-f]{8}$/)
})
