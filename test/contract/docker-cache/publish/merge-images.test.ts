import { inspectImage } from '@ci-kit/docker-cache/publish/inspect-image'
import { mergeImages } from '@ci-kit/docker-cache/publish/merge-images'
import { checkStoredImage } from '@ci-kit/docker-cache/publish/stored-image'
import { tagImage } from '@ci-kit/docker-cache/publish/tag-image'
import { blobOf } from '@ci-kit/oci/blobs'
import type { Manifest } from '@ci-kit/oci/manifest'
import { OCI_INDEX } from '@ci-kit/oci/media-types'
import type { Repository } from '@ci-kit/oci/registry'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
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
let repository: Repository
let amd: Manifest
let arm: Manifest
beforeAll(async () => {
  registry = await realRegistry()
  repository = repositoryAt(registry.address)
  amd = await pushImage(repository, undefined)
  arm = await pushImage(repository, undefined, {
    platform: { ...ARM64, variant: 'v8' },
    docker: true,
  })
})
afterAll(() => registry.stop())

const entriesIn = ({ bytes }: Manifest): unknown => JSON.parse(bytes.toString()).manifests

test('images of several runners become one index, written under all tags', async () => {
  const index = await mergeImages(repository, [arm.digest, amd.digest])
  expect(index.mediaType).toBe(OCI_INDEX)
  expect(entriesIn(index)).toEqual([entryOf(amd, AMD64), entryOf(arm, ARM64)])
  const { tags } = await tagImage(repository, index, ['main', '1.0.0'])
  expect(tags.length).toBe(2)
  const stored = await repository.manifests.get('1.0.0')
  expect(stored).toEqual({ mediaType: OCI_INDEX, digest: index.digest, bytes: index.bytes })
  const wanted = ['linux/amd64', 'linux/arm64/v8']
  expect((await checkStoredImage(stored, wanted, repository)).image?.instances.length).toBe(2)
})

test('the order of the parts does not change the digest, annotations do', async () => {
  const one = await mergeImages(repository, [arm.digest, amd.digest], { a: '1', b: '2' })
  const two = await mergeImages(repository, [amd.digest, arm.digest], { b: '2', a: '1' })
  expect(two.digest).toBe(one.digest)
  expect(JSON.parse(one.bytes.toString()).annotations).toEqual({ a: '1', b: '2' })
  expect((await mergeImages(repository, [amd.digest, arm.digest])).digest).not.toBe(one.digest)
})

test('only manifests and configs are read', async () => {
  const proxy = await registry.behind()
  await mergeImages(repositoryAt(proxy.address), [amd.digest, arm.digest])
  const kinds = requestsOf(proxy).map((request) => request.replace(/sha256:.*/, ''))
  expect(kinds.toSorted()).toEqual(['GET blobs/', 'GET blobs/', 'GET manifests/', 'GET manifests/'])
})

test('indexes are laid flat, and attestations stay behind the images', async () => {
  const attestation = imageOf({ config: Buffer.from(`attestation  ${amd.digest}`) })
  await repository.blobs.put(blobOf(Buffer.from(`attestation  ${amd.digest}`)))
  await repository.manifests.put(attestation.digest, attestation)
  const part = indexOf([attestationOf(amd), entryOf(amd, AMD64)])
  await repository.manifests.put('part-amd', part)
  const list = indexOf([entryOf(arm, { ...ARM64, variant: 'v8' })], true)
  await repository.manifests.put('part-arm', list)
  const index = await mergeImages(repository, ['part-arm', 'part-amd'])
  expect(entriesIn(index)).toEqual([
    entryOf(amd, AMD64),
    entryOf(arm, { ...ARM64, variant: 'v8' }),
    attestationOf(amd),
  ])
  await tagImage(repository, index, [index.digest])
  expect((await inspectImage(index, repository)).instances.length).toBe(2)
})

test('the same image from two parts is one entry', async () => {
  await repository.manifests.put('part-same', amd)
  const index = await mergeImages(repository, [amd.digest, 'part-same', arm.digest])
  expect(entriesIn(index)).toHaveLength(2)
})

test('a part that is alone stays as it is, an image and an index', async () => {
  const proxy = await registry.behind()
  const counted = repositoryAt(proxy.address)
  expect((await mergeImages(counted, [arm.digest])).digest).toBe(arm.digest)
  const index = await mergeImages(repository, [amd.digest, arm.digest])
  await tagImage(repository, index, [index.digest])
  const found = await mergeImages(counted, [index.digest])
  await tagImage(counted, found, ['2.0', 'stable'])
  expect(found).toEqual(index)
  expect(requestsOf(proxy)).toEqual([
    `GET manifests/${arm.digest}`,
    `GET manifests/${index.digest}`,
    expect.stringMatching(/^PUT manifests\/(2\.0|stable)$/),
    expect.stringMatching(/^PUT manifests\/(2\.0|stable)$/),
  ])
  expect((await repository.manifests.head('stable'))?.digest).toBe(index.digest)
})

test('two images of one platform are an error that names both parts', async () => {
  const other = await pushImage(repository, undefined, { note: 'other' })
  const call = mergeImages(repository, [amd.digest, other.digest])
  await expect(call).rejects.toThrow('Two parts are for linux/amd64')
  await expect(call).rejects.toThrow(amd.digest)
  await expect(call).rejects.toThrow(other.digest)
})

test.each([
  ['an index of attestations', () => indexOf([attestationOf(amd)]), 'hold no image'],
  ['a cache', () => imageOf({ configType: 'application/x' }), 'not the manifest of an image'],
])('%s cannot be merged', async (name, make, words) => {
  const manifests = { get: async () => make() }
  const call = mergeImages({ manifests, blobs: repository.blobs }, [name])
  await expect(call).rejects.toThrow(words)
})

test('images without a platform cannot be merged', async () => {
  const documents = [indexOf([entryOf(amd)]), indexOf([entryOf(arm)])]
  const manifests = { get: async (part: string) => documents[Number(part)] ?? amd }
  const call = mergeImages({ manifests, blobs: repository.blobs }, ['0', '1'])
  await expect(call).rejects.toThrow('without a platform')
})

test('a part that is not there is named', async () => {
  const gone = imageOf({ config: configBytes({ os: 'linux', architecture: 's390x' }) }).digest
  await expect(mergeImages(repository, [amd.digest, gone])).rejects.toThrow(gone)
})
