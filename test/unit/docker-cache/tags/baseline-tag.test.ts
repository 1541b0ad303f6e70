import type { Context } from '@ci-kit/core/event'
import { baselineTag } from '@ci-kit/docker-cache/tags/baseline-tag'
import { parseFlavor } from '@ci-kit/docker-cache/tags/flavor'
import { parseTagRules } from '@ci-kit/docker-cache/tags/tag-rules'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { contextWith, onPullRequest } from '../contexts.ts'
import { pushOf, SHOP, tagsOf } from './tags-of.ts'

const tagOf = (context: Context, rules = '', flavor = '') =>
  baselineTag(parseTagRules(rules, SHOP), parseFlavor(flavor), context, new Date(0))

const into = (baseRef: string) => onPullRequest({ baseRef })
const queueFor = (branch: string) =>
  contextWith({
    event: 'merge_group',
    ref: `refs/heads/gh-readonly-queue/${branch}/pr-7-${'a'.repeat(40)}`,
  })

describe('the image to compare with', () => {
  test.each(['main', 'release/1', 'pr-7', 'cache-main', '1.2.3', `in-${'0'.repeat(64)}`])(
    'for a pull request and a merge group into %s has the tag that a push there sets',
    (branch) => {
      const { version } = tagsOf('', pushOf(`heads/${branch}`))
      expect([tagOf(into(branch)), tagOf(queueFor(branch))]).toEqual([version, version])
    },
  )

  test.each([
    ['main', 'main'],
    ['release/1', expect.stringMatching(/^release-1-[a-f][0-9a-f]{7}$/)],
  ])('of %s is %j', (branch, tag) => {
    expect(tagOf(into(branch))).toEqual(tag)
  })

  test('is never one of a cache or of a pull request, nor a file, whatever the branch is called', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1, unit: 'binary' }),
        fc.constantFrom('', '.json', '.JSON'),
        (name, ending) => {
          const tag = tagOf(into(name + ending)) ?? 'none'
          expect(tag).toMatch(/^(?!cache-|pr-\d)[\w][\w.-]{0,127}$/)
          expect(tag).not.toMatch(/\.json$/i)
        },
      ),
    )
  })

  test('is none of a branch whose tag trivy-scan takes for a report in the checkout', () => {
    expect(tagOf(into('fix.json'))).toBeUndefined()
  })

  test.each([
    ['', 'prefix=web-\nsuffix=-slim', 'web-main-slim'],
    ['type=ref,event=branch', '', 'main'],
    ['type=ref,event=pr\ntype=ref,event=branch,prefix=b-\ntype=sha', '', 'b-main'],
    ['type=ref,event=branch,enable={{is_default_branch}}', '', 'main'],
    ['type=raw,value=latest', '', undefined],
    // No rule that the author has not written, whose tag would be that of a cache.
    ['type=sha,prefix=c-', 'prefix=cache-', undefined],
  ])('by the rules %j and the flavor %j is %s', (rules, flavor, tag) => {
    expect(tagOf(into('main'), rules, flavor)).toBe(tag)
  })

  test('does not exist for a run that wants to get into no branch', () => {
    expect(tagOf(pushOf('heads/main'))).toBeUndefined()
    expect(tagOf(pushOf('tags/v1.2.3'))).toBeUndefined()
    expect(tagOf({ ...queueFor('main'), event: 'push' })).toBeUndefined()
  })
})
