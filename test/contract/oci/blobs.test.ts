import { UserError } from '@ci-kit/core/errors'
import { blobOf } from '@ci-kit/oci/blobs'
import { digestOf, digestOfStream } from '@ci-kit/oci/digest'
import { RegistryError } from '@ci-kit/oci/registry-error'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { repositoryAt } from '../../fakes/registry-client.ts'
import { type RegistryServer, registryServer } from '../../fakes/registry-server.ts'

let server: RegistryServer
beforeEach(async () => {
  server = await registryServer()
})
afterEach(() => server.close())

const received = async (pieces: AsyncIterable<Uint8Array>) => (await digestOfStream(pieces)).digest
const bytes = Buffer.alloc(300_000, 'blob')
const digest = digestOf(bytes)
const storedDigest = () =>
  digestOf(server.store.find('org/app')?.blobs.get(digest) ?? Buffer.alloc(0))

describe('blobs', () => {
  test('are stored once, looked up and streamed', async () => {
    const { blobs } = repositoryAt(server)
    expect(await blobs.head(digest)).toBeUndefined()
    expect(await blobs.put(blobOf(bytes))).toBe('uploaded')
    expect(await blobs.put(blobOf(bytes))).toBe('present')
    expect(await blobs.head(digest)).toEqual({ digest, size: bytes.length })
    expect(await received(await blobs.get(digest, { size: bytes.length }))).toBe(digest)
    expect(digestOf(await blobs.read(digest, bytes.length))).toBe(digest)
  })

  test('are sent in one piece with their length', async () => {
    const half = bytes.length / 2
    async function* open() {
      yield bytes.subarray(0, half)
      yield bytes.subarray(half)
    }
    await repositoryAt(server).blobs.put({ digest, size: bytes.length, open })
    const put = server.requests.find(({ method }) => method === 'PUT')
    expect(put?.headers['content-length']).toBe(String(bytes.length))
    expect(put?.headers['transfer-encoding']).toBeUndefined()
    expect(storedDigest()).toBe(digest)
  })

  test('are mounted from another repository', async () => {
    server.store.addBlob('org/base', bytes)
    expect(await repositoryAt(server).blobs.put(blobOf(bytes), { mountFrom: 'org/base' })).toBe(
      'mounted',
    )
    expect(server.requests.map(({ method }) => method)).toEqual(['HEAD', 'POST'])
  })

  test('are uploaded where the mount does not work', async () => {
    expect(await repositoryAt(server).blobs.put(blobOf(bytes), { mountFrom: 'org/none' })).toBe(
      'uploaded',
    )
    expect(storedDigest()).toBe(digest)
  })

  test('are opened anew for every try', async () => {
    server.fail({ method: 'PUT', times: 1, answer: { status: 500, cutAfter: 0 } })
    server.fail({ method: 'PUT', times: 1, answer: { status: 503 } })
    let opened = 0
    async function* open() {
      opened += 1
      yield bytes
    }
    expect(await repositoryAt(server).blobs.put({ digest, size: bytes.length, open })).toBe(
      'uploaded',
    )
    expect(opened).toBe(3)
  })

  test.each([
    ['shorter', bytes.subarray(1), `but ${bytes.length - 1} were read`],
    ['longer', Buffer.concat([bytes, bytes]), 'but more were read'],
  ])('whose source is %s than announced are not sent', async (_, real, words) => {
    async function* open() {
      yield real
    }
    const call = repositoryAt(server).blobs.put({ digest, size: bytes.length, open })
    await expect(call).rejects.toThrow(words)
    expect(server.store.find('org/app')?.blobs.size ?? 0).toBe(0)
  })

  test('whose source cannot be read blame the source', async () => {
    async function* open(): AsyncGenerator<Uint8Array> {
      yield bytes.subarray(0, 10)
      throw new Error('EIO: disk')
    }
    const call = repositoryAt(server).blobs.put({ digest, size: bytes.length, open })
    await expect(call).rejects.toBeInstanceOf(UserError)
    await expect(call).rejects.toThrow(`Blob ${digest} could not be read for the upload: EIO: disk`)
  })

  test('that the registry refuses say why', async () => {
    const call = repositoryAt(server).blobs.put({
      ...blobOf(bytes),
      digest: digestOf(Buffer.from('y')),
    })
    await expect(call).rejects.toMatchObject({ status: 400, code: 'DIGEST_INVALID' })
  })
})

describe('blobs that are not what they should be', () => {
  test('other bytes are noticed at the end of the stream', async () => {
    server.fail({ answer: { status: 200, body: 'other' } })
    const stream = await repositoryAt(server).blobs.get(digest)
    const call = received(stream)
    await expect(call).rejects.toBeInstanceOf(RegistryError)
    await expect(call).rejects.toThrow(
      `its bytes have the digest ${digestOf(Buffer.from('other'))}`,
    )
  })

  test('too many bytes are noticed at once', async () => {
    server.store.addBlob('org/app', bytes)
    const { blobs } = repositoryAt(server)
    await expect(received(await blobs.get(digest, { size: 5 }))).rejects.toThrow(
      'longer than the 5 bytes',
    )
    await expect(blobs.read(digest, 5)).rejects.toThrow('longer than the 5 bytes')
  })

  test('a stream that breaks off is an error that names the registry', async () => {
    server.store.addBlob('org/app', bytes)
    server.fail({
      answer: (request, next) => ({ ...next(request), cutAfter: 1_000 }),
    })
    const call = received(await repositoryAt(server).blobs.get(digest))
    await expect(call).rejects.toMatchObject({ code: 'ECONNRESET', registry: server.host })
  })

  test('a small blob that breaks off is read again', async () => {
    server.store.addBlob('org/app', bytes)
    server.fail({ times: 2, answer: (request, next) => ({ ...next(request), cutAfter: 1_000 }) })
    expect((await repositoryAt(server).blobs.read(digest, bytes.length)).length).toBe(bytes.length)
  })
})
