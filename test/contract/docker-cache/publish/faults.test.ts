import { findImage } from '@ci-kit/docker-cache/publish/find-image'
import { layersBefore } from '@ci-kit/docker-cache/publish/layers-before'
import { probe } from '@ci-kit/docker-cache/publish/probe'
import { checkStoredImage } from '@ci-kit/docker-cache/publish/stored-image'
import { tagImage } from '@ci-kit/docker-cache/publish/tag-image'
import type { Digest } from '@ci-kit/oci/digest'
import type { Manifest } from '@ci-kit/oci/manifest'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { FaultRule } from '../../../fakes/fault-proxy.ts'
import { skippingClock } from '../../../fakes/registry-client.ts'
import { AMD64, entryOf, indexOf } from '../../../unit/docker-cache/publish/documents.ts'
import { pushImage, realRegistry, repositoryAt, requestsOf } from './stored-images.ts'

let registry: Awaited<ReturnType<typeof realRegistry>>
let image: Manifest
beforeAll(async () => {
  registry = await realRegistry()
  image = await pushImage(repositoryAt(registry.address), 'in-key')
})
afterAll(() => registry.stop())

const behind = async (rules: readonly FaultRule[]) => {
  const proxy = await registry.behind(...rules)
  const clock = skippingClock()
  return { proxy, clock, repository: repositoryAt(proxy.address, { clock }) }
}

const every = (fault: Omit<FaultRule, 'path'>): FaultRule => ({ path: /manifests/, ...fault })
const LATER = { 'retry-after': '1' }
const MUCH_LATER = { 'retry-after': '3600' }

describe('what passes while an image is looked up', () => {
  test.each([
    ['429 with Retry-After', every({ status: 429, headers: LATER, times: 1 }), 2],
    ['500 twice', every({ status: 500, times: 2 }), 3],
    ['503 with Retry-After', every({ status: 503, headers: LATER, times: 1 }), 2],
    ['a reset', every({ reset: true, times: 1 }), 2],
    ['a slow answer', every({ delayMs: 100 }), 1],
  ])('%s', async (_, rule, requests) => {
    const { repository, proxy } = await behind([rule])
    expect((await findImage(repository, ['in-key'])).image?.digest).toBe(image.digest)
    expect(proxy.seen.length).toBe(requests)
  })
})

describe('what ends a look-up in a build, with its reason', () => {
  test.each([
    ['401', every({ status: 401 }), '401'],
    ['403', every({ status: 403 }), '403'],
    ['429 for an hour', every({ status: 429, headers: MUCH_LATER }), 'try again in 3600 s'],
    ['500 for ever', every({ status: 500 }), '500 ('],
    ['resets for ever', every({ reset: true }), 'ECONNRESET'],
    ['a body that is none', every({ status: 200, body: 'x' }), 'Could not read manifest'],
    ['an answer that does not come', every({ delayMs: 30_000 }), 'no answer within 0.2 s'],
  ])('%s', async (_, rule, words) => {
    const { repository } = await behind([rule])
    const limitMs = rule.delayMs ? 200 : 30_000
    const { image: found, reason } = await findImage(repository, ['in-key', 'in-other'], limitMs)
    expect(found).toBeUndefined()
    expect(reason).toContain(words)
    const index = indexOf([entryOf(image, AMD64)])
    const stored = await checkStoredImage(index, ['linux/amd64'], repository, limitMs)
    expect(stored.image).toBeUndefined()
    expect(stored.reason).toContain(words)
    expect(await layersBefore(repository, ['in-key'], limitMs)).toBeUndefined()
  })

  test('404, without a reason', async () => {
    const { repository } = await behind([every({ status: 404 })])
    expect(await findImage(repository, ['in-key'])).toEqual({ image: undefined })
    expect(await layersBefore(repository, ['in-key'])).toEqual(new Set<Digest>())
  })

  test('a candidate that is refused hides no other', async () => {
    const { repository } = await behind([{ path: /in-refused/, status: 403 }])
    const { image: found } = await findImage(repository, ['in-refused', 'in-key'])
    expect(found?.reference).toBe('in-key')
  })
})

const put = (fault: Omit<FaultRule, 'path'>, path = /manifests/): FaultRule => ({
  method: 'PUT',
  path,
  ...fault,
})

describe('while an image is tagged', () => {
  test.each([
    ['429 with Retry-After', put({ status: 429, headers: LATER, times: 1 })],
    ['500 twice', put({ status: 500, times: 2 })],
    ['a reset', put({ reset: true, times: 1 })],
    ['a slow answer', put({ delayMs: 100 })],
  ])('%s passes', async (_, rule) => {
    const { repository } = await behind([rule])
    const { tags } = await tagImage(repository, image, ['t1', 't2'])
    expect(tags.map(({ outcome }) => outcome)).toEqual(['written', 'written'])
  })

  test.each([401, 403, 404, 405, 500])('%i of one tag is told with its name', async (status) => {
    const { repository, proxy } = await behind([put({ status }, /v1$/)])
    const call = tagImage(repository, image, ['v0', 'v1', 'v2'], { thenKey: 'in-mine' })
    await expect(call).rejects.toThrow('1 of 3 tags could not be written: v1. Could not write')
    await expect(call).rejects.toThrow(String(status))
    expect(requestsOf(proxy)).toContain('PUT manifests/v2')
    expect(requestsOf(proxy)).not.toContain('PUT manifests/in-mine')
  })

  test('the refusal of the only tag is told as it is', async () => {
    const { repository } = await behind([put({ status: 403 })])
    const call = tagImage(repository, image, ['v1'])
    await expect(call).rejects.toThrow(/^Could not write manifest "v1" in .*403/)
  })

  test.each([400, 403, 409, 412, 422])(
    'an immutable tag that holds the image already is done, refused with %i',
    async (status) => {
      await repositoryAt(registry.address).manifests.put('1.2.3', image)
      const { repository } = await behind([put({ status, body: '{}' })])
      const { tags } = await tagImage(repository, image, ['1.2.3'])
      expect(tags).toMatchObject([{ tag: '1.2.3', outcome: 'kept' }])
    },
  )

  test('an immutable tag that holds another image is an error', async () => {
    await pushImage(repositoryAt(registry.address), '1.2.4', { note: 'another' })
    const { repository } = await behind([put({ status: 400 })])
    await expect(tagImage(repository, image, ['1.2.4'])).rejects.toThrow('"1.2.4"')
  })

  test('a refusal counts when the tag cannot be looked at', async () => {
    const { repository } = await behind([
      put({ status: 409 }),
      { method: 'HEAD', path: /v1/, status: 403 },
    ])
    await expect(tagImage(repository, image, ['v1'])).rejects.toThrow('409')
  })

  test('a key that cannot be written is told, and fails nothing', async () => {
    const { repository } = await behind([put({ status: 403 }, /in-mine/)])
    const tagged = await tagImage(repository, image, ['v1'], { thenKey: 'in-mine' })
    expect(tagged.tags.length).toBe(1)
    expect(tagged.keyFailure).toContain('"in-mine"')
  })

  test('a tag that is asked for twice is written once', async () => {
    const { repository, proxy } = await behind([])
    await tagImage(repository, image, ['v1', 'v1'])
    expect(requestsOf(proxy)).toEqual(['PUT manifests/v1'])
  })
})

describe('before a push is tried again', () => {
  test('a registry that answers is ready, also without the tag', async () => {
    const { repository, proxy } = await behind([])
    expect(await probe(repository, 'nothing-there')).toBe('ready')
    expect(requestsOf(proxy)).toEqual(['HEAD manifests/nothing-there'])
  })

  test.each([
    ['429', 429],
    ['503', 503],
  ])('%s is waited for as long as it says', async (_, status) => {
    const headers = { 'retry-after': '7' }
    const { repository, clock } = await behind([every({ status, headers, times: 2 })])
    expect(await probe(repository, 'main')).toBe('ready')
    expect(clock.waits.every((wait) => wait >= 7_000)).toBe(true)
    expect(clock.waits.length).toBe(2)
  })

  test('resets and 500 are tried again while there is time', async () => {
    const { repository } = await behind([
      every({ reset: true, times: 3 }),
      every({ status: 500, times: 4 }),
    ])
    expect(await probe(repository, 'main')).toBe('ready')
  })

  test.each([
    ['a wait of an hour', every({ status: 429, headers: MUCH_LATER }), 60_000, '3600 s'],
    ['500 for ever', every({ status: 500 }), 20_000, '500'],
    ['403', every({ status: 403 }), 60_000, '403'],
    ['silence', every({ delayMs: 30_000 }), 200, 'no answer within 0.2 s'],
  ])('%s is given up', async (_, rule, limitMs, words) => {
    const { repository } = await behind([rule])
    expect(await probe(repository, 'main', limitMs)).toMatchObject({
      gaveUp: expect.stringContaining(words),
    })
  })
})
