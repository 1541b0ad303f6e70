import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import { UserError } from '@ci-kit/core/errors'
import { inspectImage } from '@ci-kit/docker-cache/publish/inspect-image'
import { layerEfficiency } from '@ci-kit/docker-cache/publish/layer-efficiency'
import { tarMembers } from '@ci-kit/docker-cache/publish/tar-headers'
import { blobOf } from '@ci-kit/oci/blobs'
import type { Repository } from '@ci-kit/oci/registry'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { imageOf } from '../../../unit/docker-cache/publish/documents.ts'
import { tarOf } from '../../../unit/docker-cache/publish/tar-archive.ts'
import { realRegistry, repositoryAt } from './stored-images.ts'

let registry: Awaited<ReturnType<typeof realRegistry>>
let repository: Repository
beforeAll(async () => {
  registry = await realRegistry()
  repository = repositoryAt(registry.address)
})
afterAll(() => registry.stop())

const OCI = 'application/vnd.oci.image.layer.v1.tar'
type Layer = { readonly bytes: Buffer; readonly mediaType: string }

/** Pushes the layers and measures an image of them. */
const measured = async (layers: readonly Layer[], limits = {}) => {
  const stored = layers.map(({ bytes, mediaType }) => ({ ...blobOf(bytes), mediaType }))
  await Promise.all(stored.map((layer) => repository.blobs.put(layer)))
  const manifest = imageOf({
    layers: stored.map(({ digest, size, mediaType }) => ({ digest, size, mediaType })),
  })
  return layerEfficiency(repository, await inspectImage(manifest, repository), limits)
}

const kilobytes = (count: number) => Buffer.alloc(count * 1024, count)
const lower = tarOf(
  { path: 'app/', type: '5' },
  { path: 'app/kept', content: kilobytes(50) },
  { path: 'app/again', content: kilobytes(30) },
  { path: 'var/cache/one', content: kilobytes(20) },
)
const upper = tarOf(
  { path: './app/again', content: kilobytes(30) },
  { path: 'var/.wh.cache', content: '' },
)

describe('the efficiency of layers', () => {
  test.each([
    ['as they are', OCI, (bytes: Buffer) => bytes],
    ['by gzip', `${OCI}+gzip`, gzipSync],
    ['by zstd', `${OCI}+zstd`, zstdCompressSync],
    ['of Docker', 'application/vnd.docker.image.rootfs.diff.tar.gzip', gzipSync],
  ])('packed %s', async (_, mediaType, pack) => {
    const waste = await measured([lower, upper].map((bytes) => ({ bytes: pack(bytes), mediaType })))
    expect(waste).toEqual({
      efficiency: 80 / 130,
      wastedBytes: 50 * 1024,
      wastedPercent: (100 * 50) / 130,
      worst: [
        { path: 'app/again', bytes: 30 * 1024, layers: 2 },
        { path: 'var/cache/one', bytes: 20 * 1024, layers: 2 },
      ],
    })
  })

  test('of an image without layers', async () => {
    expect(await measured([])).toMatchObject({ efficiency: 1, wastedBytes: 0 })
  })

  const zipped = (bytes: Buffer) => ({ bytes: gzipSync(bytes), mediaType: `${OCI}+gzip` })
  const bomb = zipped(tarOf({ path: 'zeros', content: Buffer.alloc(20_000_000) }))
  const names = zipped(tarOf(...Array.from({ length: 50 }, (_, n) => ({ path: `f${n}` }))))
  test.each([
    ['a bomb', [bomb], { bytes: 1_000_000 }, 'more than 1000000 bytes'],
    ['two bombs', [bomb, zipped(lower)], { bytes: 20_050_000 }, 'more than 20050000 bytes'],
    ['many files', [names], { paths: 49 }, 'more than 49 paths'],
    ['no tar', [zipped(Buffer.from('x'.repeat(600)))], {}, 'not a tar archive'],
    ['no gzip', [{ bytes: lower, mediaType: `${OCI}+gzip` }], {}, 'cannot be unpacked'],
    ['no zstd', [{ bytes: lower, mediaType: `${OCI}+zstd` }], {}, 'cannot be unpacked'],
    ['half a gzip', [{ bytes: gzipSync(lower).subarray(0, 90), mediaType: `${OCI}+gzip` }], {}, ''],
    ['encryption', [{ bytes: lower, mediaType: `${OCI}+gzip+encrypted` }], {}, 'media type'],
  ])('is not measured for %s', async (_, layers, limits, words) => {
    const call = measured(layers, limits)
    await expect(call).rejects.toThrow(UserError)
    await expect(call).rejects.toThrow(words)
  })
})

describe('archives of the tar program', () => {
  const long = `${'directory-with-a-name/'.repeat(9)}${'file'.repeat(30)}`
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'tar-'))
    mkdirSync(join(folder, long, '..'), { recursive: true })
    writeFileSync(join(folder, long), 'x'.repeat(700))
    writeFileSync(join(folder, 'ü'), 'x')
    symlinkSync('ü', join(folder, 'link'))
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  test.each([['gnu'], ['pax'], ['ustar'], ['v7']])('of the format %s are read', async (format) => {
    const files = format === 'gnu' || format === 'pax' ? [long, 'ü', 'link'] : ['ü', 'link']
    const bytes = execFileSync('tar', ['-C', folder, `--format=${format}`, '-c', ...files])
    const found: [string, number][] = []
    async function* pieces() {
      yield bytes
    }
    for await (const { path, size } of tarMembers(pieces())) found.push([path, size])
    const sizes = [700, 1, 0].slice(-files.length)
    expect(found).toEqual(files.map((path, at) => [path, sizes[at]]))
  })
})
