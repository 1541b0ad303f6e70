import { describe, expect, test } from '@jest/globals'
import { NOW } from '../fake-ports.ts'
import {
  AGE,
  ANEW,
  afterHours,
  BUILT,
  CACHED,
  cacheOf,
  changed,
  epochOf,
  run,
} from './aged-runs.ts'
import { type MemoryRegistries, memoryRegistries } from './memory-registry.ts'
import { cacheFails, cacheWritten, pushes } from './scripted-builder.ts'

describe('caches of which nobody knows the age', () => {
  test('are those of a build without the input: it ends the epoch', async () => {
    const registries = await afterHours(1)
    await run(registries, changed, {})
    expect(await epochOf(registries)).toBeUndefined()
    await begunAgain(registries)
    await run(registries, {}, { skip: 'never' }, { ...CACHED, after: [cacheWritten] })
    expect(await epochOf(registries)).toBeUndefined()
  })

  const begunAgain = async (registries: MemoryRegistries) => {
    expect((await run(registries)).plans).toMatchObject(ANEW)
    expect(await epochOf(registries)).toBeDefined()
  }

  test('are those that could not be written when the epoch began', async () => {
    const registries = memoryRegistries()
    await run(registries, {}, AGE, { ...BUILT, after: [cacheFails('denied')] })
    expect((await run(registries)).image.skipped).toBe(true)
    const { plans } = await run(registries, changed)
    expect(plans).toMatchObject([{ noCache: false, cacheFrom: [] }])
  })

  test('are those of the author and of the machine: a notice says so', async () => {
    const registries = await afterHours(1)
    const given = { ...AGE, 'cache-from': 'type=s3,bucket=b', 'local-cache': '.cache' }
    const { plans, texts } = await run(registries, changed, given)
    expect(plans).toMatchObject([{ cacheFrom: [cacheOf('main')] }])
    expect(plans[0]?.cacheTo.join()).not.toContain('type=local')
    expect(texts('notice')).toEqual([
      "Not used: the caches of 'cache-from' and 'local-cache'. 'max-age' is set, and nobody knows how old their layers are.",
    ])
  })

  test('are those of all platforms for a machine that builds one of them', async () => {
    const registries = memoryRegistries()
    const given = { ...AGE, platforms: 'linux/arm64' }
    await run(registries, {}, given)
    const { plans } = await run(registries, changed, given)
    expect(plans).toMatchObject([{ cacheFrom: [cacheOf('main-linux-arm64')] }])
  })

  test('are those of stages that were not written in the epoch', async () => {
    const registries = await afterHours(1)
    const given = { ...AGE, 'cache-targets': 'deps' }
    const { plans, exported } = await run(registries, changed, given)
    for (const plan of [...plans, ...exported]) expect(plan.cacheFrom).toEqual([cacheOf('main')])
  })
})

describe('the record', () => {
  test('of a stage whose cache is written names it', async () => {
    const registries = memoryRegistries()
    const exports = pushes(registries, { after: [cacheWritten] })
    await run(registries, { exports }, { ...AGE, 'cache-targets': 'deps' })
    const caches = ['cache-main', 'builder-cache-main']
    expect(await epochOf(registries)).toEqual({ anew: NOW, caches })
  })

  test('that the registry refuses is a notice, and the next build is done anew', async () => {
    const registries = memoryRegistries()
    registries.refuse({ method: 'PUT', path: /manifests\/inputs-/, status: 403 })
    const { texts, image } = await run(registries)
    expect(image.digest).toBeDefined()
    expect(texts('notice')).toEqual([
      expect.stringMatching(/^The record of this build was not written: .*'max-age' may be done/),
    ])
    expect((await run(registries)).plans).toMatchObject(ANEW)
  })

  test('is not asked for without the input where an image is found', async () => {
    const registries = memoryRegistries()
    await run(registries, {}, {})
    registries.requests.length = 0
    expect((await run(registries, {}, {})).image.skipped).toBe(true)
    expect(registries.requests.filter((one) => one.includes('inputs-'))).toEqual([])
  })
})
