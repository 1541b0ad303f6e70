import { imageSubjects } from '@ci-kit/attest/subjects/image-subjects'
import { digestOf } from '@ci-kit/oci/digest'
import { parseNamedImages } from '@ci-kit/oci/named-images'
import { registryClient } from '@ci-kit/oci/registry'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { skippingClock } from '../../../fakes/registry-client.ts'
import { type RegistryServer, registryServer } from '../../../fakes/registry-server.ts'
import { chart, entry, image, index, type Stored, store } from './images.ts'

let server: RegistryServer
beforeEach(async () => {
  server = await registryServer()
})
afterEach(() => server.close())

const subjects = (endings: readonly string[], platforms: 'all' | 'none' = 'all') => {
  const text = endings.map((ending) => `${server.host}/org/${ending}`).join('\n')
  const registries = (host: string) =>
    registryClient({ host, clock: skippingClock(), random: () => 0.5 })
  return imageSubjects(parseNamedImages('images', text).images, { platforms, registries })
}

const only = async (...options: Parameters<typeof subjects>) => {
  const { images } = await subjects(...options)
  const [first] = images
  if (first === undefined || images.length !== 1) throw new Error(`${images.length} images`)
  return first
}

const amd64 = image('linux/amd64')
const arm64 = image('linux/arm64/v8')
const platformsOf = async () =>
  (await only(['app:1'])).platforms.map(({ platform, descriptor }) => [platform, descriptor.digest])

const descriptor = ({ mediaType, digest, manifest }: Stored) => ({
  mediaType,
  digest,
  size: manifest.length,
})

describe('one image', () => {
  test('is read from its tag once, and told', async () => {
    store(server, [amd64])
    const { images, notes } = await subjects(['app:1'])
    expect(images).toEqual([
      {
        kind: 'image',
        registry: server.host,
        repository: 'org/app',
        name: `${server.host}/org/app`,
        top: { platform: 'linux/amd64', descriptor: descriptor(amd64) },
        platforms: [],
      },
    ])
    expect(notes).toEqual([`${server.host}/org/app:1 is ${amd64.digest}.`])
    expect(server.requests.filter(({ path }) => path.endsWith('/manifests/1'))).toHaveLength(1)
  })

  test('by a digest never asks for its tag', async () => {
    store(server, [amd64, arm64])
    expect(await subjects([`app:1@${amd64.digest}`])).toMatchObject({
      images: [{ top: { descriptor: { digest: amd64.digest } } }],
      notes: [],
    })
    expect(server.requests.map(({ path }) => path)).not.toContain('/v2/org/app/manifests/1')
  })

  test('may have a digest of SHA-512', async () => {
    store(server, [amd64])
    const digest = digestOf(amd64.manifest, 'sha512')
    server.fail({
      path: /manifests\/sha512:/,
      answer: {
        status: 200,
        headers: { 'content-type': amd64.mediaType },
        body: Buffer.from(amd64.manifest),
      },
    })
    expect((await only([`app@${digest}`])).top.descriptor.digest).toBe(digest)
  })

  test.each([
    ['a chart', chart()],
    ['an image that names no platform', image()],
  ])('may be %s', async (_, stored) => {
    store(server, [stored])
    expect(await only(['app:1'])).toMatchObject({
      top: { platform: '', descriptor: descriptor(stored) },
      platforms: [],
    })
  })

  test('that is not there is an error with its name', async () => {
    await expect(subjects(['app:2'])).rejects.toThrow(/manifest "2" in .*org\/app/)
  })
})

describe('an index', () => {
  test('has its platforms, without attestations and other artifacts', async () => {
    const attested = image('unknown/unknown', 'a')
    const marked = { annotations: { 'vnd.docker.reference.type': 'attestation-manifest' } }
    const whole = index(
      entry(amd64, 'linux/amd64'),
      entry(arm64, 'linux/arm64/v8'),
      entry(attested, 'unknown/unknown', marked),
      entry(chart(), undefined, { artifactType: 'application/vnd.cncf.helm.config.v1+json' }),
    )
    store(server, [amd64, arm64, chart(), whole])
    expect(await only(['app:1'])).toMatchObject({
      top: { platform: '', descriptor: descriptor(whole) },
      platforms: [
        { platform: 'linux/amd64', descriptor: descriptor(amd64) },
        { platform: 'linux/arm64', descriptor: descriptor(arm64) },
      ],
    })
  })

  test.each([
    ['an attestation', { annotations: { 'vnd.docker.reference.type': 'attestation-manifest' } }],
    ['a chart', { artifactType: 'application/vnd.cncf.helm.config.v1+json' }],
    ['of a type that nobody knows', { mediaType: 'application/x' }],
  ])('has a platform that it calls %s: engines run it all the same', async (_, more) => {
    const whole = index(entry(amd64, 'linux/amd64'), entry(arm64, 'linux/arm64', more))
    store(server, [amd64, arm64, whole])
    expect((await platformsOf()).map(([platform]) => platform)).toEqual([
      'linux/amd64',
      'linux/arm64',
    ])
  })

  test('may leave out platforms, types and sizes: the manifests are asked', async () => {
    const bare = [amd64, image('unknown/unknown', 'a'), chart()]
    const whole = index(
      ...bare.map((each) => entry(each)),
      entry(arm64, 'linux/arm64', { size: 1 }),
    )
    store(server, [...bare, arm64, whole])
    const { platforms } = await only(['app:1'])
    expect(platforms).toEqual([
      { platform: 'linux/amd64', descriptor: descriptor(amd64) },
      { platform: 'linux/arm64', descriptor: descriptor(arm64) },
    ])
  })

  test('tells apart what has one name, and names once what is listed twice', async () => {
    const second = image('linux/amd64', 'second')
    const windows = image('windows/amd64', 'w')
    const version = { platform: { os: 'windows', architecture: 'amd64', 'os.version': '10.0.1' } }
    const whole = index(
      entry(amd64, 'linux/amd64'),
      entry(second, 'linux/amd64'),
      entry(amd64, 'linux/386'),
      entry(windows, undefined, version),
    )
    store(server, [amd64, second, windows, whole])
    expect(await platformsOf()).toEqual([
      ['linux/amd64+linux/386', amd64.digest],
      ['linux/amd64 (2)', second.digest],
      ['windows(10.0.1)/amd64', windows.digest],
    ])
  })

  test('stands alone when its platforms are not wanted', async () => {
    const whole = index(entry(amd64, 'linux/amd64'))
    store(server, [whole])
    expect(await only(['app:1'], 'none')).toMatchObject({ platforms: [] })
    expect(server.requests.filter(({ path }) => path.includes(amd64.digest))).toEqual([])
  })

  test('may hold an index, whose platforms are its own', async () => {
    const inner = index(entry(arm64, 'linux/arm64'))
    store(server, [amd64, arm64, inner, index(entry(amd64, 'linux/amd64'), entry(inner))])
    expect(await platformsOf()).toEqual([
      ['linux/amd64', amd64.digest],
      ['linux/arm64', arm64.digest],
    ])
  })

  test('whose platform is missing is refused', async () => {
    store(server, [index(entry(amd64, 'linux/amd64'))])
    await expect(subjects(['app:1'])).rejects.toThrow(
      new RegExp(`linux/amd64 as ${amd64.digest}, which is not in the registry`),
    )
  })

  test('of too many images is refused before they are asked for', async () => {
    const many = Array.from({ length: 201 }, (_, at) =>
      entry({ ...amd64, digest: digestOf(Buffer.from(`${at}`)) }, 'linux/amd64'),
    )
    store(server, [index(...many)])
    await expect(subjects(['app:1'])).rejects.toThrow(/holds 201 images, 200 are allowed/)
    expect(server.requests.some(({ method }) => method === 'HEAD')).toBe(false)
  })
})

describe('several images', () => {
  test('are one when they are the same, and two in two repositories', async () => {
    store(server, [amd64])
    store(server, [amd64], { tag: '2' })
    store(server, [amd64], { repository: 'org/copy' })
    const { images, notes } = await subjects(['app:1', 'copy:1', 'app:2', `app@${amd64.digest}`])
    expect(images.map(({ repository }) => repository)).toEqual(['org/app', 'org/copy'])
    expect(notes.filter((note) => note.includes('there already'))).toHaveLength(2)
  })

  test('of which one is a platform of another are that other one', async () => {
    const whole = index(entry(amd64, 'linux/amd64'))
    store(server, [amd64, whole])
    const { images, notes } = await subjects([`app@${amd64.digest}`, 'app:1'])
    expect(images.map(({ top }) => top.descriptor.digest)).toEqual([whole.digest])
    expect(notes).toContain(
      `${server.host}/org/app@${amd64.digest} is a platform of an index that is named, too.`,
    )
  })
})
