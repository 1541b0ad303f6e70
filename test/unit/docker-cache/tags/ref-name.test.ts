import type { Context } from '@ci-kit/core/event'
import { parseFlavor } from '@ci-kit/docker-cache/tags/flavor'
import { branchScope, refNameOf } from '@ci-kit/docker-cache/tags/ref-name'
import { resolveTags } from '@ci-kit/docker-cache/tags/resolve-tags'
import { tagFacts } from '@ci-kit/docker-cache/tags/tag-facts'
import { DEFAULT_RULE } from '@ci-kit/docker-cache/tags/tag-rule'
import { describe, expect, test } from '@jest/globals'
import { contextWith, onPullRequest, pullRequest } from '../contexts.ts'

describe('the name of a ref', () => {
  test.each([
    ['refs/heads/main', { kind: 'branch', name: 'main' }],
    ['refs/heads/release/1.0', { kind: 'branch', name: 'release/1.0' }],
    ['refs/heads/refs/heads/main', { kind: 'branch', name: 'refs/heads/main' }],
    ['refs/tags/v1.0.0', { kind: 'tag', name: 'v1.0.0' }],
    ['refs/pull/12/merge', { kind: 'pull-request', name: 'pr-12' }],
    ['refs/pull/nonsense/merge', { kind: 'none' }],
    ['refs/pull/-7/merge', { kind: 'none' }],
    ['refs/pull/7x/merge', { kind: 'none' }],
    [`refs/pull/${'9'.repeat(20)}/merge`, { kind: 'none' }],
    ['refs/notes/x', { kind: 'none' }],
    ['refs/heads/', { kind: 'none' }],
    ['main', { kind: 'none' }],
    ['', { kind: 'none' }],
  ])('%j', (ref, expected) => {
    expect(refNameOf({ ref, pullRequest: undefined })).toEqual(expected)
  })

  test('is the number of the pull request, whatever the ref says', () => {
    const name = { kind: 'pull-request', name: 'pr-7' }
    expect(refNameOf({ ref: 'refs/heads/main', pullRequest: pullRequest() })).toEqual(name)
  })
})

const defaultTag = (context: Context): string | undefined =>
  resolveTags([DEFAULT_RULE], parseFlavor(''), tagFacts(context, new Date(0))).version

describe('the default tag', () => {
  test.each([
    ['refs/heads/main', 'main'],
    ['refs/tags/v1.2.3', '1.2.3'],
    ['refs/tags/v1.2.3-rc.1', '1.2.3-rc.1'],
    ['refs/tags/1.2.3', '1.2.3'],
    ['refs/tags/v1', 'v1'],
    ['refs/tags/version', 'version'],
    ['refs/tags/v2026.11.21-20261121', '2026.11.21-20261121'],
    ['refs/heads/v1.2.3', 'v1.2.3'],
    ['', undefined],
  ])('of %j is %j', (ref, tag) => {
    expect(defaultTag(contextWith({ ref }))).toBe(tag)
  })

  test('of a branch with a slash is a tag of its own', () => {
    expect(defaultTag(contextWith({ ref: 'refs/heads/a/b' }))).toMatch(/^a-b-[0-9a-f]{8}$/)
  })

  test.each(['refs/heads/cache-main', 'refs/tags/cache-main'])(
    'of %s never takes the place of a cache',
    (ref) => {
      expect(defaultTag(contextWith({ ref }))).toMatch(/^ref-cache-main-[0-9a-f]{8}$/)
    },
  )

  test('of a pull request is its number', () => {
    expect(defaultTag(onPullRequest())).toBe('pr-7')
  })
})

describe('the scope of a branch', () => {
  test.each([
    ['main', 'main'],
    ['feat/x', 'feat/x'],
    ['pr-x', 'pr-x'],
    ['pr-7x', 'pr-7x'],
    ['pr-7', 'branch:pr-7'],
    ['pr-7-web', 'branch:pr-7-web'],
  ])('%s is %s', (branch, scope) => expect(branchScope(branch)).toBe(scope))
})
