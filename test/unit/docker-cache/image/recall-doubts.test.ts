import { describe, expect, test } from '@jest/globals'
import type { World } from '../fake-run.ts'
import { making } from './made.ts'
import { memoryRegistries, storedImage, tagsLike } from './memory-registry.ts'
import { earlier, type Given, later, NONE } from './runs-in-turn.ts'

describe('a build in spite of it', () => {
  test.each<[Given, string | undefined]>([
    [{ load: 'true' }, "input 'load' wants it in the Docker engine."],
    [{ outputs: 'type=local,dest=out' }, "input 'outputs' wants more than an image."],
    [{ 'no-cache': 'true' }, "input 'no-cache' is set."],
    [{ 'no-cache-filters': 'deps' }, "input 'no-cache-filters' is set."],
    [{ skip: 'never' }, undefined],
  ])('of %j', async (given, reason) => {
    const { registries } = await earlier()
    const run = await later(registries, given)
    expect(run.plans).toHaveLength(1)
    expect(run.reason).toBe(reason)
  })

  test.each<[Given]>([[{ 'no-cache': 'true' }], [{ skip: 'never' }]])(
    'with %j is what later runs find, not the image before it',
    async (given) => {
      const { registries, image } = await earlier()
      const rebuilt = await later(registries, given)
      expect(rebuilt.image.digest).not.toBe(image.digest)
      const third = await later(registries)
      expect(third.image).toMatchObject({ skipped: true, digest: rebuilt.image.digest })
    },
  )

  test.each<[string, World, string]>([
    [
      'a source policy',
      { env: { EXPERIMENTAL_BUILDKIT_SOURCE_POLICY: 'policy.json' } },
      'EXPERIMENTAL_BUILDKIT_SOURCE_POLICY may put other images',
    ],
    [
      'a frontend that may read other files',
      { files: { Dockerfile: '# syntax=ghcr.io/org/frontend:1\nFROM scratch\n' } },
      'the frontend ghcr.io/org/frontend:1 may read more',
    ],
    [
      'a Dockerfile that is no text',
      { files: { Dockerfile: 'FROM scratch\n# \ufffd\n' } },
      'no UTF-8 text',
    ],
    ['BUILDX_GIT_LABELS', { env: { BUILDX_GIT_LABELS: '1' } }, 'puts the commit into the image'],
    [
      'a base of which nobody knows what it is',
      { files: { Dockerfile: 'ARG BASE\nFROM $BASE\n' } },
      'known to the builder alone',
    ],
    [
      'something that is downloaded',
      { files: { Dockerfile: 'FROM scratch\nADD https://example.test/x /x\n' } },
      'line 2 adds https://example.test/x',
    ],
    [
      'a base that is gone',
      { files: { Dockerfile: 'FROM ghcr.io/org/base:1\n' } },
      'not in its registry',
    ],
  ])('for %s', async (_, around, reason) => {
    const run = await later(memoryRegistries(), {}, around)
    expect(run.reason).toContain(reason)
    expect(tagsLike(run.registries.store, 'in-')).toEqual([])
  })

  test('for a remote context, and for a context that can move', async () => {
    const remote = await later(memoryRegistries(), { context: 'https://github.com/org/x.git#main' })
    expect(remote.reason).toContain('the Dockerfile comes with a remote context')
    const moving = await later(memoryRegistries(), { 'build-contexts': 'lib=https://x.test/l.git' })
    expect(moving.reason).toContain('can move')
  })

  test('when the base was pushed anew', async () => {
    const files = { Dockerfile: 'FROM ghcr.io/org/base:1\n' }
    const registries = memoryRegistries()
    storedImage(registries.store, { name: 'org/base', tag: '1', note: 'old' })
    await earlier({}, { registries, files })
    expect((await later(registries, {}, { files })).image.skipped).toBe(true)
    storedImage(registries.store, { name: 'org/base', tag: '1', note: 'new' })
    expect((await later(registries, {}, { files })).reason).toBe(NONE)
  })

  test.each([403, 429, 500])('when the registry answers %s', async (status) => {
    const { registries } = await earlier()
    registries.refuse({ method: 'GET', path: /manifests\/in-/, status })
    const run = await later(registries)
    expect(run.plans).toHaveLength(1)
    expect(run.reason).toContain('Could not read manifest "in-')
  })
})

describe("skip 'require'", () => {
  const skip = { skip: 'require' }

  test('takes an image that is there', async () => {
    const { registries } = await earlier()
    expect((await later(registries, skip)).image.skipped).toBe(true)
  })

  test('fails without one, says why and what to do, and builds nothing', async () => {
    const { image, plans } = making(skip)
    await expect(image).rejects.toMatchObject({
      name: 'UserError',
      message: `Input 'skip' is 'require', and no image of the same content can be taken: no image of the same content is there. Build it in a run with 'skip: auto' first.`,
    })
    expect(plans).toEqual([])
  })

  test('fails where an output needs a build', async () => {
    await expect(making({ ...skip, load: 'true' }).image).rejects.toThrow("input 'load' wants it")
  })
})
