import { buffer } from 'node:stream/consumers'
import { gzipSync } from 'node:zlib'
import { type Digest, digestOf } from '@ci-kit/oci/digest'
import { OCI_MANIFEST } from '@ci-kit/oci/media-types'
import { VULNERABILITY_DATABASE } from '@ci-kit/trivy-scan/database/kind'
import { type Header, pack } from 'tar-stream'
import type { RegistryServer } from '../../../fakes/registry-server.ts'

const PAGE = 4096

/** A bbolt file without buckets; `note` makes it unlike others. */
export const boltFile = ({
  note = 'x',
  pages = 4,
  magic = 0xed0cdaed,
  version = 2,
} = {}): Buffer => {
  const file = Buffer.alloc(PAGE * 4)
  for (const start of [0, PAGE]) {
    const meta = file.subarray(start + 16, start + 80)
    meta.writeUInt32LE(magic, 0)
    meta.writeUInt32LE(version, 4)
    meta.writeUInt32LE(PAGE, 8)
    meta.writeBigUInt64LE(3n, 16)
    meta.writeBigUInt64LE(2n, 32)
    meta.writeBigUInt64LE(BigInt(pages), 40)
    let sum = 0xcbf29ce484222325n
    for (const byte of meta.subarray(0, 56))
      sum = BigInt.asUintN(64, (sum ^ BigInt(byte)) * 0x100000001b3n)
    meta.writeBigUInt64LE(sum, 56)
  }
  file.write(note, PAGE * 3)
  return file
}

/** An SQLite file without tables. */
export const sqliteFile = ({ pages = 2 } = {}): Buffer => {
  const file = Buffer.alloc(PAGE * 2)
  file.write('SQLite format 3\0')
  file.writeUInt16BE(PAGE, 16)
  file.writeUInt32BE(7, 24)
  file.writeUInt32BE(pages, 28)
  file.writeUInt32BE(7, 92)
  return file
}

export const metadata = (updatedAt: Date | string, version = 2): string =>
  JSON.stringify({
    Version: version,
    UpdatedAt: typeof updatedAt === 'string' ? updatedAt : updatedAt.toISOString(),
    DownloadedAt: '0001-01-01T00:00:00Z',
  })

type Member = Partial<Header> & { readonly name: string; readonly content?: string | Buffer }

/** Members as they are given, packed by gzip; the same members make the same bytes. */
export const tarGz = async (members: readonly Member[]): Promise<Buffer> => {
  const archive = pack()
  for (const { content = '', ...header } of members)
    archive.entry({ mtime: new Date(0), ...header }, content)
  archive.finalize()
  return gzipSync(await buffer(archive))
}

export const UPDATED = new Date('2026-11-21T03:00:00Z')
/** Seven hours later. */
export const NOW = new Date('2026-11-21T10:00:00Z').getTime()

/** The layer of a good vulnerability database. */
export const databaseLayer = ({ note = 'x', updatedAt = UPDATED } = {}): Promise<Buffer> =>
  tarGz([
    { name: 'trivy.db', content: boltFile({ note }) },
    { name: 'metadata.json', content: metadata(updatedAt) },
  ])

export const artifactManifest = (
  layers: readonly Buffer[],
  mediaType = VULNERABILITY_DATABASE.layerType,
): Buffer =>
  Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: OCI_MANIFEST,
      artifactType: 'application/vnd.aquasec.trivy.config.v1+json',
      config: {
        mediaType: 'application/vnd.oci.empty.v1+json',
        digest: digestOf(Buffer.from('{}')),
        size: 2,
      },
      layers: layers.map((layer) => ({ mediaType, digest: digestOf(layer), size: layer.length })),
    }),
  )

/** Publishes a layer as a database and answers the digest of its manifest. */
export const publish = (
  { store }: Pick<RegistryServer, 'store'>,
  layer: Buffer,
  { name = 'aqua/trivy-db', tag = '2', mediaType = VULNERABILITY_DATABASE.layerType } = {},
): Digest => {
  store.addBlob(name, layer)
  const bytes = artifactManifest([layer], mediaType)
  return store.addManifest(name, tag, { mediaType: OCI_MANIFEST, bytes })
}
