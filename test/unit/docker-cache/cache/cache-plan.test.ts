import { entryLine, entryName } from '@ci-kit/docker-cache/cache/cache-entry'
import { type CachePlan, cachePlan } from '@ci-kit/docker-cache/cache/cache-plan'
import { cacheTag } from '@ci-kit/docker-cache/cache/cache-tags'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { codePoint } from '../../../fakes/code-point.ts'
import { contextWith, onPullRequest } from '../contexts.ts'
import { readAttributes } from './csv-reader.ts'
import { REPOSITORY, wishes } from './wishes.ts'

const names = (entries: CachePlan['from']) =>
  entries.map((entry) => entryName(entry).replace(`${REPOSITORY}:`, ''))

const onBranch = contextWith({ ref: 'refs/heads/x' })
const untrusted = onPullRequest({ headRepository: 'stranger/shop' })

describe('a plan without wishes', () => {
  test('reads own and default branch, and writes its own so that nothing can fail', () => {
    const plan = cachePlan(wishes(), onBranch)
    expect(plan.from.map(entryLine)).toEqual([
      'type=registry,ref=ghcr.io/org/app:cache-x',
      'type=registry,ref=ghcr.io/org/app:cache-main',
    ])
    expect(plan.to.map(entryLine)).toEqual([
      'type=registry,ref=ghcr.io/org/app:cache-x,mode=max,image-manifest=true,oci-mediatypes=true,ignore-error=true',
    ])
    expect(plan).toMatchObject({
      stages: [],
      scopes: { read: ['x', 'main'], write: 'x' },
      local: undefined,
      notices: [],
    })
  })

  test('of an event that may not write says why', () => {
    const plan = cachePlan(wishes({ targets: ['deps'] }), untrusted)
    expect(plan.to).toEqual([])
    expect(plan.stages).toEqual([])
    expect(plan.scopes.write).toBeUndefined()
    expect(plan.notices).toEqual([
      'No cache is written: the pull request comes from the fork stranger/shop.',
    ])
  })

  test('that is not to write has nothing to say about it', () => {
    const plan = cachePlan(wishes({ write: false, targets: ['deps'] }), untrusted)
    expect([plan.to, plan.stages, plan.notices]).toEqual([[], [], []])
    expect(names(plan.from)).toContain('cache-main')
  })
})

describe('a build for', () => {
  test('one platform has a cache of its own and falls back to that of all', () => {
    const plan = cachePlan(wishes({ platforms: ['linux/arm64'] }), onBranch)
    expect(names(plan.from)).toEqual([
      'cache-x-linux-arm64',
      'cache-x',
      'cache-main-linux-arm64',
      'cache-main',
    ])
    expect(names(plan.to)).toEqual(['cache-x-linux-arm64'])
  })

  test('several platforms at once has one cache', () => {
    const plan = cachePlan(wishes({ platforms: ['linux/arm64', 'linux/amd64'] }), onBranch)
    expect(names(plan.to)).toEqual(['cache-x'])
  })
})

describe('builder stages', () => {
  test('are read by the main build and written by a solve of their own', () => {
    const plan = cachePlan(wishes({ targets: ['deps'], mode: 'min' }), onBranch)
    const stages = ['builder-cache-x', 'builder-cache-main']
    expect(names(plan.from)).toEqual(['cache-x', 'cache-main', ...stages])
    const [stage] = plan.stages
    expect(stage?.target).toBe('deps')
    expect(names(stage?.from ?? [])).toEqual([...stages, 'cache-x', 'cache-main'])
    expect(stage?.to.map(entryLine)).toEqual([
      'type=registry,ref=ghcr.io/org/app:builder-cache-x,mode=max,image-manifest=true,oci-mediatypes=true,ignore-error=true',
    ])
  })

  test('that are several have a tag each', () => {
    const plan = cachePlan(wishes({ targets: ['deps', 'test'] }), contextWith())
    const written = plan.stages.flatMap(({ to }) => names(to))
    expect(written).toEqual([
      expect.stringMatching(/^builder-cache-main-deps-[0-9a-f]{8}$/),
      expect.stringMatching(/^builder-cache-main-test-[0-9a-f]{8}$/),
    ])
    expect(names(plan.from)).toEqual(['cache-main', ...written])
  })
})

describe('a folder of caches', () => {
  const localCache = { folder: 'cache', run: 'a1' }
  const [x, main] = [cacheTag(`${REPOSITORY}:x`), cacheTag(`${REPOSITORY}:main`)]

  test('is read before the registry and written for the own scope', () => {
    const plan = cachePlan(wishes({ localCache }), onBranch)
    expect(names(plan.from)).toEqual([
      `/workspace/cache/${x}`,
      `/workspace/cache/${main}`,
      'cache-x',
      'cache-main',
    ])
    expect(plan.to.map(entryLine)[0]).toBe(
      `type=local,dest=/workspace/cache/.new-${x}~a1,mode=max,ignore-error=true`,
    )
    expect(plan.local?.write).toEqual({
      place: `/workspace/cache/${x}`,
      staged: `/workspace/cache/.new-${x}~a1`,
      replaced: `/workspace/cache/.old-${x}~a1`,
    })
  })

  test('is kept apart from that of another image in the same folder', () => {
    const folders = ['ghcr.io/org/app', 'ghcr.io/org/api'].map((repository) => {
      const { local } = cachePlan(wishes({ repository, localCache }), onBranch)
      return [...(local?.read ?? []), local?.write?.place, local?.write?.staged]
    })
    expect(new Set(folders.flat()).size).toBe(6)
  })

  test('may be anywhere on the machine', () => {
    const plan = cachePlan(wishes({ localCache: { folder: '/var/c', run: 'a1' } }), onBranch)
    expect(plan.local?.folder).toBe('/var/c')
  })

  test('is only read where nothing may be written', () => {
    const plan = cachePlan(wishes({ localCache }), untrusted)
    expect(plan.to).toEqual([])
    expect(plan.local?.write).toBeUndefined()
    expect(names(plan.from)[0]).toBe(`/workspace/cache/${main}`)
  })
})

test('no name of a branch reaches another reference', () => {
  const evil = fc.oneof(
    fc.string({ unit: codePoint, minLength: 1 }),
    fc.constantFrom(
      'feat,ref=ghcr.io/org/other',
      'a"b',
      'a\nref=x',
      'a\0b',
      '",type=local,dest=/"',
      'ü…/🙂',
    ),
    fc.string({ unit: fc.constantFrom(',', '"', '=', 'ref', '\n', '/', ':', '@', 'a', '-', '..') }),
  )
  fc.assert(
    fc.property(evil, evil, evil, (branch, scope, target) => {
      const wanted = wishes({ scope, targets: [target, `${target}x`], platforms: ['linux/amd64'] })
      const plan = cachePlan(wanted, contextWith({ ref: `refs/heads/${branch}` }))
      const solves = [plan, ...plan.stages]
      for (const entry of solves.flatMap(({ from, to }) => [...from, ...to])) {
        const { ref, type } = Object.fromEntries(readAttributes(entryLine(entry)))
        expect(type).toBe('registry')
        expect(ref).toMatch(/^ghcr\.io\/org\/app:(builder-)?cache-[A-Za-z0-9._-]{1,122}$/)
        expect(ref?.length).toBeLessThanOrEqual(REPOSITORY.length + 1 + 128)
      }
    }),
  )
})
