import { open, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { systemCode, UserError } from '@ci-kit/core/errors'
import { type Digest, digestParts, hasDigest } from '@ci-kit/oci/digest'
import type { TarDocuments } from './tar-file.ts'

/** An OCI image layout (image specification 1.1), as a folder or inside of an archive. */
export type LayoutSource = {
  /** A document by its path in the layout, undefined when it is not there. */
  document(path: string): Promise<Uint8Array | undefined>
  has(path: string): Promise<boolean>
}

const DOCUMENT_BYTES = 8 * 1024 * 1024

export const layoutFolder = (folder: string): LayoutSource => ({
  has: async (path) => (await sizeOf(join(folder, path))) !== undefined,
  document: async (path) => {
    const file = join(folder, path)
    const size = await sizeOf(file)
    if (size === undefined) return undefined
    if (size > DOCUMENT_BYTES)
      throw new UserError(`${path} in the OCI layout has ${size} bytes. Write the layout again.`)
    await using handle = await open(file)
    return await handle.readFile()
  },
})

export const layoutInArchive = (documents: TarDocuments): LayoutSource => ({
  has: async (path) => documents.has(path),
  document: async (path) => documents.get(path),
})

export const blobPath = (digest: Digest): string => {
  const { algorithm, hex } = digestParts(digest)
  return `blobs/${algorithm}/${hex}`
}

/** A small blob, verified. Throws {@link UserError} naming the layout when it is missing or another. */
export const layoutBlob = async (
  name: string,
  source: LayoutSource,
  digest: Digest,
): Promise<Uint8Array> => {
  const bytes = await source.document(blobPath(digest))
  if (bytes === undefined) throw missingBlob(name, digest)
  if (hasDigest(bytes, digest)) return bytes
  throw damagedBlob(name, digest)
}

export const missingBlob = (name: string, digest: Digest): UserError =>
  new UserError(`${name} lacks blob ${digest}. Write it again.`)

/** `blob` is its digest, or its path in the layout. */
export const damagedBlob = (name: string, blob: string): UserError =>
  new UserError(`${name} is damaged: blob ${blob} has other bytes. Write it again.`)

const sizeOf = async (file: string): Promise<number | undefined> => {
  try {
    const found = await stat(file)
    return found.isFile() ? found.size : undefined
  } catch (thrown) {
    if (['ENOENT', 'ENOTDIR'].includes(systemCode(thrown) ?? '')) return undefined
    throw thrown
  }
}
