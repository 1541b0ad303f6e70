import { randomBytes } from 'node:crypto'
import { type Registry, startRegistry } from '@ci-kit/cli/engine'
import { blobOf } from '@ci-kit/oci/blobs'
import { digestOf, digestOfStream } from '@ci-kit/oci/digest'
import { OCI_INDEX, OCI_MANIFEST } from '@ci-kit/oci/media-types'
import { referrersTag } from '@ci-kit/oci/referrers'
import { registryClient } from '@ci-kit/oci/registry'
import { locateTools } from '@ci-kit/tooling/tools'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'

/** The client against the CNCF distribution registry itself. */
const tools = locateTools()
let registry: Registry
beforeAll(async () => {
  registry = await startRegistry({ tools })
})
afterAll(() => registry?.stop())

const repository = (name: string) => registryClient({ host: registry.address }).repository(name)
const json = (value: unknown) => Buffer.from(JSON.stringify(value))
const config = blobOf(json({ architecture: 'amd64', os: 'linux' }))

const image = (layers: readonly { digest: string; size: number }[], more = {}) => ({
  mediaType: OCI_MANIFEST,
  bytes: json({
    schemaVersion: 2,
    mediaType: OCI_MANIFEST,
    config: {
      mediaType: 'application/vnd.oci.image.config.v1+json',
      digest: config.digest,
      size: config.size,
    },
    layers: layers.map((layer) => ({
      mediaType: 'application/vnd.oci.image.layer.v1.tar',
      ...layer,
    })),
    ...more,
  }),
})

describe('an image', () => {
  test('is pushed, mounted, listed, read back and missed', async () => {
    const app = repository('e2e/app')
    const bytes = randomBytes(5_000_000)
    const digest = digestOf(bytes)
    const open = async function* () {
      for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536)
    }
    expect(await app.blobs.put({ digest, size: bytes.length, open })).toBe('uploaded')
    expect(await app.blobs.put(config)).toBe('uploaded')
    expect(await app.blobs.put(config)).toBe('present')
    const pushed = image([{ digest, size: bytes.length }])
    const { digest: pushedDigest } = await app.manifests.put('main', pushed)
    expect(pushedDigest).toBe(digestOf(pushed.bytes))

    expect(await app.manifests.head('main')).toEqual({
      digest: pushedDigest,
      mediaType: OCI_MANIFEST,
      size: pushed.bytes.length,
    })
    expect(Buffer.from((await app.manifests.get(pushedDigest)).bytes)).toEqual(pushed.bytes)
    expect(await app.blobs.head(digest)).toEqual({ digest, size: bytes.length })
    expect(await digestOfStream(await app.blobs.get(digest))).toEqual({
      digest,
      size: bytes.length,
    })

    const copy = repository('e2e/copy')
    const never = async function* (): AsyncGenerator<Uint8Array> {
      yield* []
      throw new Error('a mounted blob is not sent')
    }
    const mounted = { digest, size: bytes.length, open: never }
    expect(await copy.blobs.put(mounted, { mountFrom: 'e2e/app' })).toBe('mounted')

    for (const tag of ['v1', 'v2']) await app.manifests.put(tag, pushed)
    expect([...(await app.tags.list())].sort()).toEqual(['main', 'v1', 'v2'])
    expect(await app.manifests.head('nope')).toBeUndefined()
  })

  test('whose layer is missing is refused with the reason', async () => {
    const app = repository('e2e/broken')
    await app.blobs.put(config)
    const missing = image([{ digest: digestOf(randomBytes(8)), size: 8 }])
    await expect(app.manifests.put('main', missing)).rejects.toMatchObject({
      code: 'MANIFEST_BLOB_UNKNOWN',
      repository: 'e2e/broken',
    })
  })
})

test('what was attached is found by the fallback tag, or known to be nothing', async () => {
  const app = repository('e2e/attached')
  await app.blobs.put(config)
  const subject = image([])
  const { digest } = await app.manifests.put('main', subject)
  expect(await app.referrers.list(digest)).toEqual([])

  const artifactType = 'application/vnd.example.sbom'
  const pointer = { mediaType: OCI_MANIFEST, digest, size: subject.bytes.length }
  const attached = image([], { artifactType, subject: pointer })
  const made = digestOf(attached.bytes)
  await app.manifests.put(made, attached)
  const entry = { mediaType: OCI_MANIFEST, digest: made, size: attached.bytes.length, artifactType }
  const index = json({ schemaVersion: 2, mediaType: OCI_INDEX, manifests: [entry] })
  await app.manifests.put(referrersTag(digest), { mediaType: OCI_INDEX, bytes: index })
  expect(await app.referrers.list(digest, { artifactType })).toEqual([entry])
  expect(await app.referrers.list(digest, { artifactType: 'application/other' })).toEqual([])
})

test('a repository that is not there is named', async () => {
  await expect(repository('e2e/nowhere').tags.list()).rejects.toThrow(
    `Could not list the tags of ${registry.address}/e2e/nowhere: 404 NAME_UNKNOWN`,
  )
})

test('a registry that stops is told apart from a missing image', async () => {
  const stopped = await startRegistry({ tools })
  try {
    await stopped.pause()
    const { manifests } = registryClient({ host: stopped.address }).repository('e2e/app')
    await expect(manifests.head('main')).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  } finally {
    await stopped.stop()
  }
})

// With Docker the registry has no users; the client is the same.
const withUsers = tools.engine === 'buildkit' ? test : test.skip
withUsers('a registry with users lets in who has the password', async () => {
  // bcrypt of "kit", cost 4
  const htpasswd = 'ci:$2y$04$56Om20PveO805aRWzy0uZOUN4auek732XBkuZAagQICRB1MSv4nV.\n'
  const guarded = await startRegistry({ tools, htpasswd })
  const app = (password?: string) =>
    registryClient({
      host: guarded.address,
      credentials: async () =>
        password === undefined ? undefined : { kind: 'basic', username: 'ci', password },
    }).repository('e2e/app')
  try {
    expect(await app('kit').blobs.put(config)).toBe('uploaded')
    expect(await app('kit').blobs.head(config.digest)).toMatchObject({ size: config.size })
    await expect(app('wrong').blobs.head(config.digest)).rejects.toThrow('were refused')
    await expect(app().blobs.head(config.digest)).rejects.toThrow('No credentials')
  } finally {
    await guarded.stop()
  }
})
