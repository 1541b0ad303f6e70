import { cacheScopes } from '@ci-kit/docker-cache/cache/cache-refs'
import { cacheTag } from '@ci-kit/docker-cache/cache/cache-tags'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { contextWith, onPullRequest } from '../contexts.ts'

describe('a branch that is named like a pull request', () => {
  const branch = (name: string) => contextWith({ ref: `refs/heads/${name}` })
  const written = (name: string, scope = '') => {
    const { write } = cacheScopes(scope, branch(name))
    return 'scope' in write ? cacheTag(write.scope) : ''
  }

  test.each(['pr-7', 'pr-7-api', 'pr-7.1', 'pr-70', 'pr/7', '-pr-7', 'pr,7', '.pr 7'])(
    'writes no cache of one: %s',
    (name) => {
      expect(written(name)).toMatch(/^cache-branch-.*-[0-9a-f]{8}$/)
      expect(written('main', name)).toBe(written(name))
    },
  )

  test.each(['pr', 'pr-fix', 'spr-7', 'prefix', 'pr_7', 'pr7', 'pr--7', 'pr-7up'])(
    'is one of many: %s',
    (name) => {
      expect(written(name)).toBe(`cache-${name}`)
    },
  )

  test('is read under the same name as the base of a pull request and as the default branch', () => {
    const own = written('pr-7')
    const { read } = cacheScopes('', onPullRequest({ number: 9, baseRef: 'pr-7' }))
    expect(read.map((scope) => cacheTag(scope))).toEqual(['cache-pr-9', own, 'cache-main'])
    const last = cacheScopes('', contextWith({ ref: 'refs/heads/x', defaultBranch: 'pr-7' }))
    expect(last.read.map((scope) => cacheTag(scope))).toEqual(['cache-x', own])
  })

  test('never shares a cache with a pull request, whatever its name', () => {
    const names = fc.stringMatching(/^[-_./ ]{0,2}pr[-_./,]{1,2}[0-9]{1,2}[-a-z]{0,3}$/)
    fc.assert(
      fc.property(names, fc.integer({ min: 0, max: 99 }), (name, number) => {
        expect(written(name)).not.toBe(cacheTag(`pr-${number}`))
        expect(written(name).startsWith(`cache-pr-${number}-`)).toBe(false)
      }),
    )
  })
})
