import type { Context } from '@ci-kit/core/event'
import { type ImagePlan, planImage } from '@ci-kit/docker-cache/image/image-plan'
import { onlyRequest } from '@ci-kit/docker-cache/tasks/only-request'
import { describe, expect, test } from '@jest/globals'
import { contextWith, onPullRequest } from '../contexts.ts'
import { inputsOf } from './inputs-of.ts'

const planOf = (
  given: Record<string, string> = {},
  context: Context = contextWith(),
): ImagePlan => {
  const inputs = inputsOf(given)
  const facts = { context, now: new Date('2026-11-21T12:00:00Z'), githubCache: false }
  return planImage(onlyRequest(inputs), inputs, facts)
}

const READ = (scope: string) => `type=registry,ref=ghcr.io/org/app:cache-${scope}`
const WRITTEN = (scope: string, mode = 'max') =>
  `${READ(scope)},mode=${mode},image-manifest=true,oci-mediatypes=true,ignore-error=true`

const fork = onPullRequest({ headRepository: 'stranger/shop' })

describe('a plan', () => {
  test('of a push to a branch', () => {
    const given = {
      context: 'services/api',
      file: 'services/api/Dockerfile',
      target: 'final',
      'build-args': 'A=1',
      'cache-mode': 'min',
    }
    const plan = planOf(given, contextWith({ ref: 'refs/heads/next' }))
    expect(plan).toMatchObject({
      ...{ tags: ['next'], version: 'next', pushes: true, warnings: [], notices: [] },
      cache: { scopes: { read: ['next', 'main'], write: 'next' } },
    })
    expect(plan.build).toMatchObject({
      ...{ context: 'services/api', file: 'services/api/Dockerfile', target: 'final' },
      buildArgs: ['A=1'],
      repository: 'ghcr.io/org/app',
      references: ['ghcr.io/org/app:next'],
      cacheFrom: [READ('next'), READ('main')],
      cacheTo: [WRITTEN('next', 'min')],
    })
  })

  test('has all tags that were asked for, and pushes by digest until they are given', () => {
    const { build, tags, version } = planOf({ tags: '1\nlatest' })
    expect(build.references).toEqual(['ghcr.io/org/app:1', 'ghcr.io/org/app:latest'])
    expect({ tags, version }).toEqual({ tags: ['1', 'latest'], version: '1' })
    expect(build.output.push).toBe('by-digest')
  })

  test('follows the rules for tags', () => {
    const rules = 'type=semver,pattern={{version}}\ntype=semver,pattern={{major}}'
    const { tags, version } = planOf({ tags: rules }, contextWith({ ref: 'refs/tags/v1.4.2' }))
    expect({ tags, version }).toEqual({ tags: ['1.4.2', '1', 'latest'], version: '1.4.2' })
  })

  test('by digest has no tags and still pushes', () => {
    const { build, tags, pushes } = planOf({ push: 'by-digest', tags: '1' })
    expect({ tags, pushes, references: build.references, push: build.output.push }).toEqual({
      ...{ tags: [], pushes: true, references: [], push: 'by-digest' },
    })
  })

  test('without a push still writes the cache', () => {
    const { build, pushes } = planOf({ push: 'false' })
    expect(pushes).toBe(false)
    expect(build).toMatchObject({
      output: { push: 'no' },
      references: ['ghcr.io/org/app:main'],
      cacheTo: [WRITTEN('main')],
    })
  })

  test('without a push says which limits nobody can check', () => {
    const limits = { 'max-image-size': '1GB', 'max-layer-waste': '5', 'min-hit-rate': '5' }
    expect(planOf(limits).notices).toEqual([])
    expect(planOf({ ...limits, push: 'false' }).notices).toEqual([
      "Input 'max-image-size' is not checked: the image is not pushed.",
      "Input 'max-layer-waste' is not checked: the image is not pushed.",
    ])
  })

  test('keeps the caches of a platform and of all platforms apart', () => {
    const { build } = planOf({ platforms: 'linux/arm64' })
    expect(build.cacheFrom).toEqual([READ('main-linux-arm64'), READ('main')])
    expect(build.cacheTo).toEqual([WRITTEN('main-linux-arm64')])
  })

  test('keeps the caches of two images of one repository apart', () => {
    const inputs = inputsOf()
    const facts = { context: contextWith(), now: new Date(0), githubCache: false }
    const [api, web] = ['api', 'web'].map(
      (scopeSuffix) =>
        planImage({ ...onlyRequest(inputs), scopeSuffix }, inputs, facts).cache.scopes,
    )
    expect(api).toEqual({ read: ['main/api'], write: 'main/api' })
    expect(web).toEqual({ read: ['main/web'], write: 'main/web' })
  })

  test('has a cache of its own for each stage that is named', () => {
    const { cache } = planOf({ 'cache-targets': 'deps' })
    expect(cache.stages.map(({ target }) => target)).toEqual(['deps'])
  })

  test('takes further caches as they are, and gives notice of those that it leaves out', () => {
    const { build, notices } = planOf({
      'cache-from': 'type=s3,region=eu,bucket=b\ntype=gha',
      'cache-to': 'type=s3,region=eu,bucket=b',
    })
    expect(build.cacheFrom).toContain('type=s3,region=eu,bucket=b')
    expect(build.cacheTo).toEqual([WRITTEN('main'), 'type=s3,region=eu,bucket=b,ignore-error=true'])
    expect(notices.join()).toContain("The cache gha of input 'cache-from' is not read")
  })

  test.each([
    ['main', {}],
    ['1.4', { tags: '1.4, 1' }],
    ['', { tags: 'latest' }],
  ])('lets no cache take the place of the image: %j', (tag, given) => {
    const ref = `ghcr.io/org/app${tag && `:${tag}`}`
    const to = (type: string, more = {}) => planOf({ ...given, ...more, 'cache-to': type + ref })
    for (const type of ['', 'type=registry,ref='])
      expect(() => to(type)).toThrow(`'${ref}', which is a tag of the image`)
    expect(to('', { tags: 'other' }).build.cacheTo.join()).toContain(ref)
  })

  test('gives the token to a Git context of the own server alone', () => {
    const token = { 'github-token': 'secret', context: 'https://github.com/org/x.git' }
    expect(planOf(token).build.secrets).toEqual([
      { id: 'GIT_AUTH_TOKEN.github.com', variable: 'CI_KIT_GIT_TOKEN' },
    ])
    const elsewhere = { ...token, context: 'https://example.test/x.git' }
    expect(planOf(elsewhere).build.secrets).toEqual([])
  })
})

describe('a run that may carry code from a fork', () => {
  test('writes nothing and says why', () => {
    const { pushes, build, cache, notices } = planOf({}, fork)
    expect({ pushes, push: build.output.push, cacheTo: build.cacheTo }).toEqual({
      ...{ pushes: false, push: 'no', cacheTo: [] },
    })
    expect(cache.scopes).toEqual({ read: ['main'], write: undefined })
    expect(notices).toEqual([
      'The image is built but not pushed: the pull request comes from the fork stranger/shop.',
      'No cache is written: the pull request comes from the fork stranger/shop.',
    ])
  })

  test.each(['true', 'by-digest'])('pushes nothing even where push is %s', (push) => {
    expect(planOf({ push }, fork)).toMatchObject({
      pushes: false,
      build: { output: { push: 'no' } },
    })
  })

  test('says nothing of a push that nobody asked for', () => {
    expect(planOf({ push: 'false' }, fork).notices).toHaveLength(1)
  })

  test.each(['pull_request_target', 'workflow_run', 'issue_comment', 'something_new'])(
    'is one of event %s',
    (event) => {
      const { pushes, build, notices } = planOf({}, contextWith({ event }))
      expect({ pushes, cacheTo: build.cacheTo }).toEqual({ pushes: false, cacheTo: [] })
      expect(notices.join()).toContain(`the event '${event}'`)
    },
  )
})

test('a pull request of the same repository writes only what is its own', () => {
  const { pushes, tags, cache, build } = planOf({}, onPullRequest({ baseRef: 'release' }))
  expect({ pushes, tags }).toEqual({ pushes: true, tags: ['pr-7'] })
  expect(cache.scopes).toEqual({ read: ['pr-7', 'release', 'main'], write: 'pr-7' })
  expect(build.cacheTo).toEqual([WRITTEN('pr-7')])
})

test('a release reads the default branch alone and writes no cache', () => {
  const { tags, cache, pushes } = planOf({}, contextWith({ ref: 'refs/tags/v1.2.3' }))
  expect({ tags, pushes }).toEqual({ tags: ['1.2.3'], pushes: true })
  expect(cache.scopes).toEqual({ read: ['main'], write: undefined })
})

test.each(['feat,ref=ghcr.io/org/app:pwned', 'a"b', 'x y', '../../etc', '-rf', 'ü'.repeat(200)])(
  'the branch %s leads to no other reference',
  (branch) => {
    const { build, tags } = planOf({}, contextWith({ ref: `refs/heads/${branch}` }))
    for (const tag of tags) expect(tag).toMatch(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/)
    for (const line of [...build.cacheFrom, ...build.cacheTo])
      expect(line).toMatch(/^type=registry,ref=ghcr\.io\/org\/app:cache-[A-Za-z0-9._-]{1,122}(,|$)/)
  },
)

describe('a run without a ref', () => {
  const outside = contextWith({ event: '', ref: '' })

  test('needs tags to push', () => {
    expect(() => planOf({}, outside)).toThrow(/Input 'tags' is not set.*Set 'tags'/)
    expect(() => planOf({ tags: 'type=ref,event=tag' })).toThrow(
      /Input 'tags' has rules, and none of them makes a tag.*type=ref,event=branch/,
    )
    expect(planOf({ tags: 'x' }, outside).build.references).toEqual(['ghcr.io/org/app:x'])
  })

  test.each(['false', 'by-digest'])('needs none where push is %s', (push) => {
    expect(planOf({ push }, outside).build.references).toEqual([])
  })
})
