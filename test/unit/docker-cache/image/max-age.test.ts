import { describe, expect, test } from '@jest/globals'
import { onPullRequest } from '../contexts.ts'
import { NOW } from '../fake-ports.ts'
import {
  AGE,
  ANEW,
  afterHours,
  BUILT,
  begun,
  branch,
  CACHED,
  cacheOf,
  changed,
  epochOf,
  HOUR,
  run,
} from './aged-runs.ts'
import { making } from './made.ts'
import { memoryRegistries, tagsLike } from './memory-registry.ts'
import { cacheFails } from './scripted-builder.ts'

describe('an epoch', () => {
  test('begins with the first build, which takes nothing from a cache', async () => {
    const registries = memoryRegistries()
    const { plans, printed } = await run(registries)
    expect(plans).toMatchObject(ANEW)
    expect(printed).toContain(
      "The image is built anew: no record tells the age of its layers, and 'max-age' is set.",
    )
    expect(await epochOf(registries)).toEqual({ anew: NOW, caches: ['cache-main'] })
  })

  test('begins with a build that the author wants without caches', async () => {
    const registries = await afterHours(11)
    const { plans, printed } = await run(registries, {}, { ...AGE, 'no-cache': 'true' })
    expect(plans).toMatchObject(ANEW)
    expect(printed).toContain("The image is built: input 'no-cache' is set.")
    expect(await epochOf(registries)).toMatchObject({ anew: NOW })
  })

  test('is over after the greatest age, also when nothing changed', async () => {
    for (const skip of ['auto', 'never']) {
      const registries = await afterHours(12.5)
      const { plans, printed } = await run(registries, {}, { ...AGE, skip })
      expect(plans).toMatchObject(ANEW)
      expect(printed).toContain(
        "The image is built anew: its layers are from 2026-11-20T23:30:00.000Z, longer ago than 'max-age' allows.",
      )
      expect(await epochOf(registries)).toMatchObject({ anew: NOW })
    }
  })

  test('that is still to come is none', async () => {
    const { plans, printed } = await run(await afterHours(-1))
    expect(plans).toMatchObject(ANEW)
    expect(printed.join('\n')).toContain('on record as made at 2026-11-21T13:00:00.000Z')
  })

  test('goes on until then, with its cache and its time', async () => {
    const registries = await afterHours(12)
    const { plans } = await run(registries, changed)
    expect(plans).toMatchObject([{ noCache: false, cacheFrom: [cacheOf('main')] }])
    expect(await epochOf(registries)).toEqual({ anew: NOW - 12 * HOUR, caches: ['cache-main'] })
  })

  test('has images of its own', async () => {
    const registries = memoryRegistries()
    await run(registries)
    expect((await run(registries)).image.skipped).toBe(true)
    await begun(registries, 1)
    const { image, plans } = await run(registries)
    expect(image.skipped).toBe(false)
    expect(plans).toMatchObject([{ noCache: false }])
    expect(tagsLike(registries.store, 'in-')).toHaveLength(2)
    expect((await run(registries)).image.skipped).toBe(true)
  })

  test('is kept for a build of which something is in doubt', async () => {
    const registries = memoryRegistries()
    const doubtful = { env: { BUILDX_GIT_LABELS: '1' } }
    expect((await run(registries, doubtful)).plans).toMatchObject(ANEW)
    expect((await run(registries, doubtful)).plans).toMatchObject([{ noCache: false }])
    const { facts } = await run(registries, changed)
    expect(facts?.changes).toBeUndefined()
  })

  test("fails with 'skip: require' when it is over, with the reason", async () => {
    const registries = await afterHours(13)
    const { image, plans } = making({ ...AGE, skip: 'require' }, { registries })
    await expect(image).rejects.toThrow(
      "no image of the same content can be taken: its layers are from 2026-11-20T23:00:00.000Z, longer ago than 'max-age' allows. Build it",
    )
    expect(plans).toEqual([])
  })
})

describe('a branch', () => {
  test('without a record follows the default branch, and has its epoch', async () => {
    const registries = await afterHours(3)
    const { plans } = await run(registries, { context: branch('x'), ...changed })
    expect(plans).toMatchObject([{ noCache: false, cacheFrom: [cacheOf('main')] }])
    expect(await epochOf(registries, 'x')).toEqual({ anew: NOW - 3 * HOUR, caches: ['cache-x'] })
    const next = await run(registries, { context: branch('x') })
    expect(next.plans).toMatchObject([{ cacheFrom: [cacheOf('x')] }])
  })

  test('whose own epoch is over follows the default branch too', async () => {
    const registries = await afterHours(13, 'x')
    await run(registries)
    const { plans } = await run(registries, { context: branch('x'), ...changed })
    expect(plans).toMatchObject([{ noCache: false, cacheFrom: [cacheOf('main')] }])
  })

  test('takes the image of the default branch, in its epoch', async () => {
    const registries = memoryRegistries()
    await run(registries)
    expect((await run(registries, { context: branch('x') })).image.skipped).toBe(true)
  })

  test('that has written no cache goes on to follow it', async () => {
    const registries = await afterHours(3)
    const around = { context: branch('x'), ...changed }
    for (const pushing of [CACHED, { ...BUILT, after: [cacheFails('denied')] }])
      await run(registries, around, { ...AGE, skip: 'never' }, pushing)
    expect(tagsLike(registries.store, 'inputs-')).toEqual(['inputs-main'])
  })

  test('never follows a pull request', async () => {
    const registries = memoryRegistries()
    await run(registries, { context: onPullRequest() })
    expect(tagsLike(registries.store, 'inputs-')).toEqual(['inputs-pr-7'])
    expect((await run(registries)).plans).toMatchObject(ANEW)
  })
})
