import { branchScope } from '@ci-kit/docker-cache/tags/ref-name'
import { isReservedTag } from '@ci-kit/docker-cache/tags/reserved'
import { hashedTag, tagName } from '@ci-kit/docker-cache/tags/tag-name'
import { isTag } from '@ci-kit/oci/reference-grammar'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { codePoint } from '../../../fakes/code-point.ts'
import { pullRequestRun, pushOf, tagsOf } from './tags-of.ts'

/** Names as somebody would choose them to get in the way. */
const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom('main', 'pr-', '7', 'cache-', 'builder-cache-', 'inputs-', 'in-', 'ref-'),
      fc.constantFrom(
        '/',
        '-',
        '.',
        '_',
        '@',
        ',',
        '=',
        '"',
        '{{sha}}',
        '}}',
        '{{',
        '\n',
        'é',
        '🚀',
      ),
      fc.constantFrom('latest', 'v1.2.3', '1.2.3-rc.1', 'type=raw', 'deadbeef', 'a'.repeat(64)),
      fc.string({ unit: codePoint, maxLength: 150 }),
    ),
    { minLength: 1, maxLength: 6 },
  )
  .map((parts) => parts.join(''))
  .filter((name) => name !== '')

const RULES = [
  'type=ref,event=branch',
  'type=ref,event=tag,prefix=x/',
  'type=semver,pattern=v{{major}}',
  'type=semver,pattern={{raw}}',
  'type=pep440,pattern={{version}}',
  'type=match,pattern=([a-z]+)-?(.*),group=2',
  'type=edge,branch=main,suffix={{branch}}',
  'type=raw,value={{branch}}{{tag}}{{base_ref}},prefix=.',
  'type=raw,value={{base_ref}}',
  "type=sha,prefix={{tag}}-,suffix={{date 'X'}}",
].join('\n')
const FLAVOR = 'latest=true\nprefix={{branch}},onlatest=true'

/** Changed names have a hash behind them. */
const isOfPullRequest = (tag: string): boolean =>
  /^pr-\d+(?:[._-]|$)/.test(tag) && !/-[a-f][0-9a-f]{7}$/.test(tag)

const defaultOf = (branch: string): string => tagsOf('', pushOf(`heads/${branch}`)).version ?? ''

describe('whatever a name is', () => {
  test('a pull request has tags by its number', () => {
    fc.assert(
      fc.property(hostile, (name) =>
        tagsOf('', pushOf(`pull/${name}`)).tags.every((tag) => /^pr-\d+$/.test(tag)),
      ),
    )
  })

  test.each([
    ['', ''],
    ['', 'suffix=-s\nlatest=true'],
    [RULES, ''],
    [RULES, FLAVOR],
  ])('rules give valid tags that hold nothing else: %j, %j', (rules, flavor) => {
    fc.assert(
      fc.property(hostile, fc.constantFrom('heads', 'tags', 'x'), (name, kind) => {
        const { tags } = tagsOf(rules, pushOf(`${kind}/${name}`), flavor)
        return tags.every((tag) => isTag(tag) && !isReservedTag(tag) && !isOfPullRequest(tag))
      }),
      { numRuns: 500 },
    )
  })

  test('the base of a pull request does not harm either', () => {
    fc.assert(
      fc.property(hostile, (baseRef) => {
        const context = pullRequestRun()
        const pullRequest = context.pullRequest && { ...context.pullRequest, baseRef }
        const { tags } = tagsOf(RULES, { ...context, pullRequest }, FLAVOR)
        return tags.length > 0 && tags.every((tag) => isTag(tag) && !isReservedTag(tag))
      }),
    )
  })
})

describe('two branches never share', () => {
  const distinct = (of: (branch: string) => string) => {
    fc.assert(
      fc.property(hostile, hostile, (one, other) => one === other || of(one) !== of(other)),
      { numRuns: 500 },
    )
    // Whoever knows the tag of a branch can call another branch so.
    fc.assert(
      fc.property(hostile, (branch) => {
        const tag = of(branch)
        return tag === branch || of(tag) !== tag
      }),
      { numRuns: 500 },
    )
  }

  test('a default tag', () => distinct(defaultOf))

  test('the tag of a rule', () =>
    distinct((name) => tagsOf('type=ref,event=branch', pushOf(`heads/${name}`)).version ?? ''))

  test('the scope of a cache', () => distinct((name) => tagName(branchScope(name))))
})

test.each(['a/b', 'cache-main', 'pr-7', '@main', 'x'.repeat(200)])(
  'the tag of the branch %s is no name for another branch',
  (branch) => {
    const tag = defaultOf(branch)
    expect(defaultOf(tag)).not.toBe(tag)
    expect(defaultOf(tag)).toMatch(/-[a-f][0-9a-f]{7}$/)
  },
)

test('a hash never looks like a date, nor a date like a hash', () => {
  fc.assert(fc.property(fc.string(), (text) => /(^|-)[a-f][0-9a-f]{7}$/.test(hashedTag(text))))
  expect(tagName('release-20261121')).toBe('release-20261121')
})
