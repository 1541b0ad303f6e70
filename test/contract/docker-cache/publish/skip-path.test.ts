import { findImage } from '@ci-kit/docker-cache/publish/find-image'
import { checkStoredImage } from '@ci-kit/docker-cache/publish/stored-image'
import { tagImage } from '@ci-kit/docker-cache/publish/tag-image'
import { blobOf } from '@ci-kit/oci/blobs'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { FaultRule } from '../../../fakes/fault-proxy.ts'
import { skippingClock } from '../../../fakes/registry-client.ts'
import {
  AMD64,
  ARM64,
  attestationOf,
  configBytes,
  entryOf,
  imageOf,
  indexOf,
} from '../../../unit/docker-cache/publish/documents.ts'
import { pushImage, realRegistry, repositoryAt, requestsOf } from './stored-images.ts'

let registry: Awaited<ReturnType<typeof realRegistry>>
beforeAll(async () => {
  registry = await realRegistry()
})
afterAll(() => registry.stop())

const behind = async (...rules: readonly FaultRule[]) => {
  const proxy = await registry.behind(...rules)
  return { proxy, repository: repositoryAt(proxy.address, { clock: skippingClock() }) }
}

describe('a hit', () => {
  test('with three tags is one GET and three PUTs, the key last, and no blob', async () => {
    const image = await pushImage(repositoryAt(registry.address), 'in-hit', { note: 'hit' })
    const { proxy, repository } = await behind()
    const { image: found } = await findImage(repository, ['in-hit'])
    expect(found).toEqual({ ...image, reference: 'in-hit' })
    const stored = await checkStoredImage(image, ['linux/amd64'], repository)
    expect(stored.image?.digest).toBe(image.digest)
    const tagged = await tagImage(repository, image, ['h1', 'h2'], { thenKey: 'in-own' })
    expect(tagged.tags.map(({ tag, outcome }) => `${tag} ${outcome}`)).toEqual([
      'h1 written',
      'h2 written',
    ])
    expect(tagged).not.toHaveProperty('keyFailure')
    const requests = requestsOf(proxy)
    expect(requests[0]).toBe('GET manifests/in-hit')
    expect(requests.slice(1, 3).toSorted()).toEqual(['PUT manifests/h1', 'PUT manifests/h2'])
    expect(requests.slice(3)).toEqual(['PUT manifests/in-own'])
    for (const tag of ['h1', 'h2', 'in-own'])
      expect((await repository.manifests.head(tag))?.digest).toBe(image.digest)
  })

  test('of several platforms is one GET for each of them more', async () => {
    const real = repositoryAt(registry.address)
    const amd = await pushImage(real, undefined, { note: 'multi' })
    const arm = await pushImage(real, undefined, { platform: ARM64, note: 'multi' })
    const index = indexOf([entryOf(amd, AMD64), entryOf(arm, { ...ARM64, variant: 'v8' })])
    await real.manifests.put('in-multi', index)
    const { proxy, repository } = await behind()
    const wanted = ['linux/arm64', 'linux/amd64']
    const { image } = await checkStoredImage(index, wanted, repository)
    expect(image?.instances.length).toBe(2)
    expect(requestsOf(proxy).toSorted()).toEqual(
      [`GET manifests/${amd.digest}`, `GET manifests/${arm.digest}`].toSorted(),
    )
  })

  test('prefers the first candidate that exists, whatever answers first', async () => {
    const real = repositoryAt(registry.address)
    const own = await pushImage(real, 'in-first', { note: 'first' })
    await pushImage(real, 'in-second', { note: 'second' })
    const { repository } = await behind({ path: /in-first/, delayMs: 100 })
    const candidates = ['in-nothing', 'in-first', 'in-second']
    const { image } = await findImage(repository, candidates)
    expect(image).toMatchObject({ reference: 'in-first', digest: own.digest })
  })

  test('does not wait for a later candidate', async () => {
    await pushImage(repositoryAt(registry.address), 'in-quick', { note: 'quick' })
    const { repository } = await behind({ path: /in-slow/, delayMs: 30_000 })
    const start = performance.now()
    const { image } = await findImage(repository, ['in-quick', 'in-slow'])
    expect(image?.reference).toBe('in-quick')
    expect(performance.now() - start).toBeLessThan(20_000)
  })
})

describe('no hit', () => {
  test('for candidates that do not exist, without a reason', async () => {
    const { repository } = await behind()
    expect(await findImage(repository, ['in-a', 'in-b'])).toEqual({ image: undefined })
    expect(await findImage(repository, [])).toEqual({ image: undefined })
  })

  test('for what is no image', async () => {
    const real = repositoryAt(registry.address)
    const config = blobOf(Buffer.from('{}'))
    await real.blobs.put(config)
    const cache = imageOf({
      config: Buffer.from('{}'),
      configType: 'application/vnd.buildkit.cacheconfig.v0',
    })
    await real.manifests.put('in-cache', cache)
    const { image } = await findImage(real, ['in-cache'])
    expect(image && (await checkStoredImage(image, [], real))).toMatchObject({
      reason: expect.stringContaining('not the manifest of an image'),
    })
  })

  test.each([
    ['a platform is missing', ['linux/amd64', 'linux/s390x'], 'lacks linux/s390x'],
    ['its variant is another', ['linux/amd64/v3'], 'lacks linux/amd64/v3'],
  ])('when %s', async (_, wanted, words) => {
    const real = repositoryAt(registry.address)
    const amd = await pushImage(real, undefined, { note: 'one' })
    const index = indexOf([entryOf(amd, AMD64), attestationOf(amd)])
    const { reason } = await checkStoredImage(index, wanted, real)
    expect(reason).toContain(words)
  })

  test('when one platform is stored and two are wanted', async () => {
    const wanted = ['linux/amd64', 'linux/arm64']
    const { repository, proxy } = await behind()
    const { reason } = await checkStoredImage(imageOf(), wanted, repository)
    expect(reason).toContain('lacks linux/arm64')
    expect(proxy.seen).toEqual([])
  })

  test('when the manifest of a platform is gone', async () => {
    const gone = imageOf({ config: configBytes(ARM64), layers: [] })
    const index = indexOf([entryOf(gone, ARM64)])
    const { repository } = await behind()
    const { reason } = await checkStoredImage(index, ['linux/arm64'], repository)
    expect(reason).toContain('could not be checked')
    expect(reason).toContain(gone.digest)
  })
})
