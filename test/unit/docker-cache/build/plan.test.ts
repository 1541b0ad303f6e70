import { planBuild } from '@ci-kit/docker-cache/build/plan'
import type { Inputs } from '@ci-kit/docker-cache/inputs'
import { describe, expect, test } from '@jest/globals'
import { contextWith, onPullRequest } from '../contexts.ts'

const inputsWith = (change: Partial<Inputs> = {}): Inputs => ({
  repository: { host: 'ghcr.io', name: 'ghcr.io/org/app' },
  cacheScope: '',
  cacheMode: 'max',
  githubToken: '',
  context: '.',
  file: undefined,
  target: undefined,
  platforms: [],
  buildArgs: [],
  tags: [],
  push: true,
  ...change,
})

const fork = onPullRequest({ headRepository: 'stranger/shop' })

describe('a plan', () => {
  test('of a push to a branch', () => {
    const inputs = inputsWith({
      context: 'services/api',
      file: 'services/api/Dockerfile',
      target: 'final',
      platforms: ['linux/amd64'],
      buildArgs: ['A=1'],
      cacheMode: 'min',
    })
    expect(planBuild(inputs, contextWith({ ref: 'refs/heads/next' }))).toEqual({
      context: 'services/api',
      file: 'services/api/Dockerfile',
      target: 'final',
      platforms: ['linux/amd64'],
      buildArgs: ['A=1'],
      references: ['ghcr.io/org/app:next'],
      push: true,
      cacheFrom: ['ghcr.io/org/app:cache-next', 'ghcr.io/org/app:cache-main'],
      cacheTo: { ref: 'ghcr.io/org/app:cache-next', mode: 'min' },
      notices: [],
    })
  })

  test('has all tags that were asked for', () => {
    const { references } = planBuild(inputsWith({ tags: ['1', 'latest'] }), contextWith())
    expect(references).toEqual(['ghcr.io/org/app:1', 'ghcr.io/org/app:latest'])
  })

  test('of a pull request from a fork writes nothing and says why', () => {
    const plan = planBuild(inputsWith(), fork)
    expect(plan).toMatchObject({ push: false, cacheTo: undefined })
    expect(plan.notices).toEqual([
      'The image is built but not pushed: the pull request comes from the fork stranger/shop.',
      'No cache is written: the pull request comes from the fork stranger/shop.',
    ])
  })

  test('of a fork says nothing of a push that nobody asked for', () => {
    const { notices } = planBuild(inputsWith({ push: false }), fork)
    expect(notices).toHaveLength(1)
  })

  test('without a push still writes the cache', () => {
    const plan = planBuild(inputsWith({ push: false }), contextWith())
    expect(plan).toMatchObject({
      push: false,
      references: ['ghcr.io/org/app:main'],
      cacheTo: { ref: 'ghcr.io/org/app:cache-main' },
    })
  })

  test('cannot be led to another reference by a branch name', () => {
    const ref = 'refs/heads/feat,ref=ghcr.io/org/app:pwned'
    const { references, cacheFrom, cacheTo } = planBuild(inputsWith(), contextWith({ ref }))
    for (const reference of [...references, ...cacheFrom, cacheTo?.ref])
      expect(reference).toMatch(/^ghcr\.io\/org\/app:[a-z0-9][A-Za-z0-9._-]*$/)
  })
})

describe('a run without a ref', () => {
  const outside = contextWith({ event: '', ref: '' })

  test('needs tags to push', () => {
    expect(() => planBuild(inputsWith(), outside)).toThrow(/Input 'tags' is not set.*Set 'tags'/)
    expect(planBuild(inputsWith({ tags: ['x'] }), outside).references).toEqual([
      'ghcr.io/org/app:x',
    ])
  })

  test('needs none to build', () => {
    expect(planBuild(inputsWith({ push: false }), outside).references).toEqual([])
  })
})
