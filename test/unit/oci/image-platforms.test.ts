import type { Digest } from '@ci-kit/oci/digest'
import { digestOf } from '@ci-kit/oci/digest'
import { type ImageContent, platformManifest, platformManifests } from '@ci-kit/oci/image-platforms'
import type { Manifest } from '@ci-kit/oci/manifest'
import { OCI_INDEX, OCI_MANIFEST } from '@ci-kit/oci/media-types'
import { describe, expect, test } from '@jest/globals'

const IMAGE_CONFIG = 'application/vnd.oci.image.config.v1+json'
const HELM_CONFIG = 'application/vnd.cncf.helm.config.v1+json'
const ATTESTATION = { annotations: { 'vnd.docker.reference.type': 'attestation-manifest' } }

/** Documents by their digests; counts what is read. */
const contentOf = () => {
  const manifests = new Map<Digest, Manifest>()
  const blobs = new Map<Digest, Uint8Array>()
  const read: Digest[] = []
  const found = <T>(map: ReadonlyMap<Digest, T>, digest: Digest): T => {
    read.push(digest)
    const value = map.get(digest)
    if (value === undefined) throw new Error(`${digest} is not there`)
    return value
  }
  const content: ImageContent = {
    manifest: async (digest) => found(manifests, digest),
    blob: async (digest) => found(blobs, digest),
  }
  const stored = (document: object, mediaType: string): Manifest => {
    const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType, ...document }))
    const manifest = { mediaType, digest: digestOf(bytes), bytes }
    manifests.set(manifest.digest, manifest)
    return manifest
  }
  const image = (platform: string, type = IMAGE_CONFIG): Manifest => {
    const [os, architecture] = platform.split('/')
    const config = Buffer.from(JSON.stringify({ os, architecture }))
    blobs.set(digestOf(config), config)
    return stored(
      { config: { mediaType: type, digest: digestOf(config), size: config.length }, layers: [] },
      OCI_MANIFEST,
    )
  }
  const index = (...entries: readonly object[]) => stored({ manifests: entries }, OCI_INDEX)
  return { content, image, index, read }
}

const entry = ({ mediaType, digest, bytes }: Manifest, platform?: string, more: object = {}) => {
  const [os, architecture] = platform?.split('/') ?? []
  return {
    mediaType,
    digest,
    size: bytes.length,
    ...(platform !== undefined && { platform: { os, architecture } }),
    ...more,
  }
}

describe('what engines would run is an image, whatever its entry says', () => {
  const hidden = (platform: string | undefined, more: object, type?: string) => async () => {
    const { content, image, index } = contentOf()
    const own = image('linux/amd64', type)
    const found = await platformManifests('app', index(entry(own, platform, more)), content)
    return found.map((one) => one.platform)
  }

  test.each([
    ['it is annotated as an attestation', hidden('linux/amd64', ATTESTATION)],
    ['it is annotated so and names no platform', hidden(undefined, ATTESTATION)],
    ['it is typed as something else', hidden('linux/amd64', { artifactType: 'application/x' })],
    ['it has a foreign media type', hidden('linux/amd64', { mediaType: 'application/x' })],
    ['it names no platform', hidden(undefined, {})],
  ])('%s', async (_, platforms) => {
    expect(await platforms()).toEqual(['linux/amd64'])
  })

  test.each([
    ['a chart', hidden(undefined, {}, HELM_CONFIG)],
    ['a typed chart for a platform', hidden('linux/amd64', { artifactType: 'a/b' }, HELM_CONFIG)],
    ['a blob that names no platform', hidden(undefined, { mediaType: 'text/plain' })],
    ['what runs nowhere', hidden('unknown/unknown', {})],
  ])('but %s is none', async (_, platforms) => {
    expect(await platforms()).toEqual([])
  })

  test('the platform of the entry counts more than that of the config', async () => {
    const { content, image, index } = contentOf()
    const own = image('unknown/unknown')
    const typed = entry(own, 'linux/arm64', { artifactType: 'application/x' })
    expect(await platformManifests('app', index(typed), content)).toMatchObject([
      { platform: 'linux/arm64', digest: own.digest, mediaType: OCI_MANIFEST },
    ])
  })
})

describe('only what is not clear is read', () => {
  test('so nothing of a common index', async () => {
    const { content, image, index, read } = contentOf()
    const [one, two] = [image('linux/amd64'), image('linux/arm64')]
    const proof = entry(image('unknown/unknown'), 'unknown/unknown', ATTESTATION)
    const whole = index(entry(one, 'linux/amd64'), entry(two, 'linux/arm64'), proof)
    expect(await platformManifests('app', whole, content)).toHaveLength(2)
    expect(read).toEqual([])
  })

  test('once, however often it is listed', async () => {
    const { content, image, index, read } = contentOf()
    const own = image('linux/amd64')
    const whole = index(...Array.from({ length: 5_000 }, () => entry(own)))
    expect(await platformManifests('app', whole, content)).toHaveLength(1)
    expect(read).toHaveLength(2)
  })

  test('and not more than 200 of all indexes together', async () => {
    const { content, image, index, read } = contentOf()
    const names = (from: number) =>
      Array.from({ length: 100 }, (_, at) => entry(image(`linux/arch${from + at}`)))
    const parts = [index(...names(0)), index(...names(100)), index(...names(200))]
    const whole = index(...parts.map((part) => entry(part)))
    await expect(platformManifests('app', whole, content)).rejects.toThrow(
      /^app holds 2\d\d images, 200 are allowed/,
    )
    expect(read.length).toBeLessThan(500)
  })
})

test.each([
  ['linux/amd64', IMAGE_CONFIG, 'linux/amd64'],
  ['', IMAGE_CONFIG, ''],
  ['unknown/unknown', IMAGE_CONFIG, undefined],
  ['linux/amd64', HELM_CONFIG, undefined],
])('a single manifest for %j with a config of type %s', async (platform, type, expected) => {
  const { content, image } = contentOf()
  expect((await platformManifest(image(platform, type), content))?.platform).toBe(expected)
})
