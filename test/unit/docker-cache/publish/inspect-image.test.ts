import { UserError } from '@ci-kit/core/errors'
import { inspectImage, platformOfConfig } from '@ci-kit/docker-cache/publish/inspect-image'
import { metadataOf } from '@ci-kit/docker-cache/publish/metadata'
import { digestOf } from '@ci-kit/oci/digest'
import type { Manifest } from '@ci-kit/oci/manifest'
import { DOCKER_INDEX, OCI_INDEX, OCI_MANIFEST } from '@ci-kit/oci/media-types'
import { describe, expect, test } from '@jest/globals'
import {
  AMD64,
  ARM64,
  attestationOf,
  configBytes,
  digestFor,
  entryOf,
  imageOf,
  indexOf,
} from './documents.ts'

/** A registry that holds these manifests and configs and notes what is asked for. */
const holding = (manifests: readonly Manifest[], configs: readonly Uint8Array[] = []) => {
  const asked: string[] = []
  const find = async <T>(digest: string, all: readonly (readonly [string, T])[]): Promise<T> => {
    asked.push(digest)
    const found = all.find(([name]) => name === digest)
    if (found === undefined) throw new UserError(`no ${digest}`)
    return found[1]
  }
  return {
    asked,
    manifests: {
      get: (digest: string) =>
        find(
          digest,
          manifests.map((manifest) => [manifest.digest, manifest]),
        ),
    },
    blobs: {
      read: (digest: string) =>
        find(
          digest,
          configs.map((bytes) => [digestOf(bytes), bytes]),
        ),
    },
  }
}

const small = imageOf({ layers: [{ digest: digestFor('l'), size: 5 }] })
const large = imageOf({
  docker: true,
  layers: [
    { digest: digestFor('l'), size: 5 },
    { digest: digestFor('m'), size: 7 },
  ],
})

describe('a single manifest', () => {
  test('costs no request', async () => {
    const registry = holding([])
    const image = await inspectImage(large, registry)
    expect(image).toMatchObject({ digest: large.digest, size: 12, mediaType: large.mediaType })
    expect(image.instances[0]?.layers.map(({ size }) => size)).toEqual([5, 7])
    expect(image.configDigest).toBe(digestOf(configBytes(AMD64)))
    expect(registry.asked).toEqual([])
  })

  test('tells its platform by its config, when asked', async () => {
    const config = configBytes({ ...ARM64, variant: 'v8', 'os.version': '1' })
    const registry = holding([], [config])
    const [image] = (await inspectImage(imageOf({ config }), registry)).instances
    expect(image?.platform).toBeUndefined()
    expect(await platformOfConfig(digestOf(config), registry)).toEqual({
      ...{ ...ARM64, variant: 'v8', 'os.version': '1' },
    })
  })

  test('without a platform in its config says so', async () => {
    const config = configBytes(undefined)
    const registry = holding([], [config])
    await expect(platformOfConfig(digestOf(config), registry)).rejects.toThrow('names no platform')
  })
})

describe('an index', () => {
  const index = indexOf([
    entryOf(small, AMD64),
    entryOf(large, ARM64),
    attestationOf(small),
    attestationOf(large),
  ])

  test('has the size of its largest image, and no attestations', async () => {
    const registry = holding([small, large])
    const image = await inspectImage(index, registry)
    expect(image.size).toBe(12)
    expect(image.configDigest).toBeUndefined()
    expect(image.instances.map(({ platform, size }) => ({ platform, size }))).toEqual([
      { platform: AMD64, size: 5 },
      { platform: ARM64, size: 12 },
    ])
    expect(registry.asked).toEqual([small.digest, large.digest])
    expect(image.instances.map(({ platform }) => platform)).toEqual([AMD64, ARM64])
    expect(registry.asked.length).toBe(2)
  })

  test('whose image is gone is an error', async () => {
    await expect(inspectImage(index, holding([small]))).rejects.toThrow(`no ${large.digest}`)
  })

  test('of too many platforms is not read', async () => {
    const many = indexOf(Array.from({ length: 65 }, () => entryOf(small, AMD64)))
    await expect(inspectImage(many, holding([small]))).rejects.toThrow('lists 65 platforms')
  })
})

describe('what is no image', () => {
  const cache = imageOf({ configType: 'application/vnd.buildkit.cacheconfig.v0' })
  const broken = { ...small, bytes: Buffer.from('{}') }
  const document = (mediaType: string, content: object) => ({
    ...small,
    mediaType,
    bytes: Buffer.from(JSON.stringify(content)),
  })
  test.each([
    ['a layer cache', cache, 'not the manifest of an image'],
    ['a manifest without members', broken, 'not the manifest of an image'],
    ['a layer that is none', document(OCI_MANIFEST, { layers: [{}] }), 'not the manifest'],
    ['an index without a list', document(OCI_INDEX, {}), 'not an image index'],
    ['an index of nonsense', document(DOCKER_INDEX, { manifests: [1] }), 'not an image index'],
    ['another type', document('text/plain', {}), 'not the manifest of an image'],
  ])('%s', async (_, manifest, words) => {
    await expect(inspectImage(manifest, holding([]))).rejects.toThrow(words)
  })
})

describe('the metadata', () => {
  test('of a single manifest is what buildx writes', async () => {
    const image = await inspectImage(small, holding([]))
    expect(metadataOf(image, ['ghcr.io/org/app:a', 'ghcr.io/org/app:b'])).toEqual({
      'containerimage.config.digest': image.configDigest,
      'containerimage.descriptor': {
        mediaType: OCI_MANIFEST,
        digest: small.digest,
        size: small.bytes.length,
      },
      'containerimage.digest': small.digest,
      'image.name': 'ghcr.io/org/app:a,ghcr.io/org/app:b',
    })
  })

  test('of an index names no config', async () => {
    const image = await inspectImage(indexOf([entryOf(small, AMD64)]), holding([small]))
    expect(metadataOf(image, [])).not.toHaveProperty('containerimage.config.digest')
  })
})
