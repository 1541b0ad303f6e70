import { gzipSync } from 'node:zlib'
import type { InputsRecord } from '@ci-kit/docker-cache/key/inputs-record'
import { readRecord, recordTag, writeRecord } from '@ci-kit/docker-cache/key/record-store'
import { blobOf } from '@ci-kit/oci/blobs'
import { digestOf } from '@ci-kit/oci/digest'
import { OCI_MANIFEST } from '@ci-kit/oci/media-types'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { imageManifest, repositoryAt } from '../../../fakes/registry-client.ts'
import { type RegistryServer, registryServer } from '../../../fakes/registry-server.ts'

let server: RegistryServer
beforeEach(async () => {
  server = await registryServer()
})
afterEach(() => server.close())

const TYPE = 'application/vnd.ci-kit.build-inputs.v1+json'
const HASH = '0123456789abcdef'

const RECORD: InputsRecord = {
  version: 2,
  known: true,
  epoch: undefined,
  dockerfile: HASH,
  args: new Map([['__proto__', HASH]]),
  contexts: new Map(),
  files: new Map([['src/\nünï', `644:${HASH}`]]),
  bases: new Map([['node:24', digestOf(Buffer.from('node'))]]),
  options: HASH,
  steps: new Map([['RUN npm ci', 12.5]]),
}

/** Puts a manifest under the tag that points at these bytes. */
const pushed = async (bytes: Uint8Array, changes: Record<string, unknown> = {}) => {
  const repository = repositoryAt(server)
  const blob = blobOf(bytes)
  await repository.blobs.put(blob)
  const layer = { mediaType: `${TYPE}+gzip`, digest: blob.digest, size: blob.size }
  const { bytes: manifest } = imageManifest('', { artifactType: TYPE, layers: [layer], ...changes })
  await repository.manifests.put('inputs-main', { mediaType: OCI_MANIFEST, bytes: manifest })
}

describe('the record in the registry', () => {
  test('comes back as it was written', async () => {
    const repository = repositoryAt(server)
    expect(await writeRecord(repository, 'inputs-main', RECORD)).toBe(true)
    expect(await readRecord(repository, 'inputs-main')).toEqual({ record: RECORD })
    const { bytes } = await repository.manifests.get('inputs-main')
    expect(JSON.parse(Buffer.from(bytes).toString())).toMatchObject({
      artifactType: TYPE,
      config: { mediaType: 'application/vnd.oci.empty.v1+json', size: 2 },
      layers: [{ mediaType: `${TYPE}+gzip` }],
    })
  })

  test('the tag is written after what it points at', async () => {
    await writeRecord(repositoryAt(server), 'inputs-main', RECORD)
    expect(server.requests.at(-1)).toMatchObject({ method: 'PUT', path: /inputs-main$/ })
  })

  test('none yet', async () => {
    expect(await readRecord(repositoryAt(server), 'inputs-main')).toEqual({
      none: 'there is no inputs-main yet',
    })
  })

  test('a registry that denies it is a reason, and an error when writing', async () => {
    server.fail({ answer: { status: 403 } })
    const repository = repositoryAt(server)
    expect(await readRecord(repository, 'inputs-main')).toEqual({
      none: expect.stringContaining('403'),
    })
    await expect(writeRecord(repository, 'inputs-main', RECORD)).rejects.toThrow('403')
  })

  test.each<[string, Uint8Array, Record<string, unknown>]>([
    ['an image', gzipSync('{}'), { artifactType: undefined }],
    ['another artifact', gzipSync('{}'), { artifactType: 'text/plain' }],
    ['no layer', gzipSync('{}'), { layers: [] }],
    ['layers that are none', gzipSync('{}'), { layers: [null] }],
    [
      'a layer that says it is huge',
      gzipSync('{}'),
      { layers: [{ mediaType: `${TYPE}+gzip`, digest: `sha256:${'a'.repeat(64)}`, size: 1e12 }] },
    ],
    ['no gzip', Buffer.from('{}'), {}],
    ['gzip that is cut off', gzipSync('{"version":1}').subarray(0, 15), {}],
    ['a bomb', gzipSync(Buffer.alloc(64 * 1024 * 1024)), {}],
    ['an empty object', gzipSync('{}'), {}],
  ])('%s is no record', async (_, bytes, changes) => {
    await pushed(bytes, changes)
    expect(await readRecord(repositoryAt(server), 'inputs-main')).toEqual({
      none: expect.stringContaining('inputs-main'),
    })
  })

  test('a blob that is longer than its descriptor says is not read', async () => {
    const bytes = gzipSync(Buffer.alloc(10))
    const blob = blobOf(Buffer.alloc(3 * 1024 * 1024))
    await repositoryAt(server).blobs.put(blob)
    await pushed(bytes, { layers: [{ mediaType: `${TYPE}+gzip`, digest: blob.digest, size: 10 }] })
    expect(await readRecord(repositoryAt(server), 'inputs-main')).toEqual({
      none: expect.stringContaining('longer'),
    })
  })

  test.each([
    ['main', 'inputs-main'],
    ['pr-7', 'inputs-pr-7'],
    ['feat/x', 'inputs-feat-x-'],
  ])('the tag of %s starts with %s', (scope, tag) => {
    expect(recordTag(scope)).toMatch(new RegExp(`^${tag}[0-9a-f]{0,8}$`))
  })
})
