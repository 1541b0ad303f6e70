import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { systemCode } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'
import { type Descriptor, descriptorsInIndex } from '@ci-kit/oci/descriptor'
import { type Digest, digestParts, hasDigest } from '@ci-kit/oci/digest'
import type { Manifest } from '@ci-kit/oci/manifest'
import { type Artifact, layerOf } from './artifact.ts'
import { DatabaseFault } from './fault.ts'
import type { DatabaseKind } from './kind.ts'

/**
 * One database as a folder in the OCI image layout (image specification 1.1):
 * what the cache keeps, and what people may bring. The config is left out of
 * what is written here: nobody reads it.
 */

const REFERENCE = 'org.opencontainers.image.ref.name'
const DOCUMENT_BYTES = 4 * 1024 * 1024
const READ_AHEAD_BYTES = 1024 * 1024

export const layoutMarker = (folder: string): string => join(folder, 'oci-layout')

const blobPath = (folder: string, digest: Digest): string => {
  const { algorithm, hex } = digestParts(digest)
  return join(folder, 'blobs', algorithm, hex)
}

/** Writes manifest and layer. `content` has to be verified by whoever reads it here. */
export const writeLayout = async (
  folder: string,
  manifest: Manifest,
  layer: Descriptor,
  content: AsyncIterable<Uint8Array>,
): Promise<void> => {
  const { mediaType, digest, bytes } = manifest
  for (const each of [digest, layer.digest])
    await mkdir(join(blobPath(folder, each), '..'), { recursive: true })
  await pipeline(Readable.from(content), createWriteStream(blobPath(folder, layer.digest)))
  await writeFile(blobPath(folder, digest), bytes)
  const manifests = [{ mediaType, digest, size: bytes.length }]
  await writeFile(join(folder, 'index.json'), JSON.stringify({ schemaVersion: 2, manifests }))
  await writeFile(layoutMarker(folder), JSON.stringify({ imageLayoutVersion: '1.0.0' }))
}

/**
 * The database in a layout. Of several manifests, the one with the schema's
 * version as its name counts. The manifest is verified, the layer is not yet.
 * Throws {@link DatabaseFault}.
 */
export const readLayout = async (folder: string, kind: DatabaseKind): Promise<Artifact> => {
  const entries = descriptorsInIndex(await document(join(folder, 'index.json'), 'index.json'))
  if (entries === undefined)
    throw new DatabaseFault('its index.json is no OCI index of valid entries')
  const { digest } = chosen(entries, String(kind.schema))
  const manifest = await document(blobPath(folder, digest), `manifest ${digest}`)
  if (!hasDigest(manifest, digest))
    throw new DatabaseFault(`the bytes of its manifest do not have the digest ${digest}`)
  return { manifestDigest: digest, layer: layerOf(manifest, kind) }
}

/** The bytes of the layer, not verified. Throws {@link DatabaseFault} when they are not there. */
export const openLayer = async (
  folder: string,
  { digest, size }: Descriptor,
): Promise<AsyncIterable<Uint8Array>> => {
  const path = blobPath(folder, digest)
  const found = await sizeOf(path, `layer ${digest}`)
  if (found !== size)
    throw new DatabaseFault(`its layer has ${found} bytes, and its manifest says ${size}`)
  return createReadStream(path, { highWaterMark: READ_AHEAD_BYTES })
}

const chosen = (entries: readonly Descriptor[], tag: string): Descriptor => {
  const [only, ...others] = entries
  if (only === undefined) throw new DatabaseFault('its index.json names no manifest')
  if (others.length === 0) return only
  const named = entries.filter(({ annotations }) => annotations?.[REFERENCE] === tag)
  const [first, ...more] = named
  if (first !== undefined && more.length === 0) return first
  const names = entries.map(({ annotations }) => annotations?.[REFERENCE] ?? 'without a name')
  throw new DatabaseFault(
    `its index.json names ${entries.length} manifests (${visible(names.join(', '), 200)}), and not exactly one of them is named ${tag}`,
  )
}

const document = async (path: string, what: string): Promise<Uint8Array> => {
  const size = await sizeOf(path, what)
  if (size > DOCUMENT_BYTES) throw new DatabaseFault(`its ${what} has ${size} bytes`)
  return readFile(path)
}

const sizeOf = async (path: string, what: string): Promise<number> => {
  const found = await stat(path).catch((thrown: unknown) => {
    if (systemCode(thrown) !== 'ENOENT' && systemCode(thrown) !== 'ENOTDIR') throw thrown
  })
  if (found?.isFile()) return found.size
  throw new DatabaseFault(`its ${what} is missing`)
}
