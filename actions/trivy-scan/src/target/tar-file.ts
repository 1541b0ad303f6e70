import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { eachFile } from './tar-members.ts'

/** Manifests and configs have a few kilobytes; the registry protocol allows 4 MiB. */
const DOCUMENT_BYTES = 4 * 1024 * 1024
const ALL_DOCUMENTS_BYTES = 64 * 1024 * 1024

/** Everything in an archive that may be JSON, by its path without `./`. */
export type TarDocuments = ReadonlyMap<string, Uint8Array>

export type TarContent = {
  readonly documents: TarDocuments
  /** Paths of blobs whose bytes are not the ones that they are named after. */
  readonly damaged: readonly string[]
}

/**
 * Reads the JSON documents of a tar file, gzipped or not, and checks its
 * blobs. Rejects with an error of tar-stream or zlib for what is no archive,
 * and with a RangeError when there are too many documents to keep.
 */
export const tarContent = async (file: string, signal: AbortSignal): Promise<TarContent> => {
  const documents = new Map<string, Uint8Array>()
  const damaged: string[] = []
  let total = 0
  await eachFile(file, signal, {
    wants: (path, size) => isSmall(size) || BLOB.test(path),
    take: async (path, content, size) => {
      const { bytes, isWhole } = await memberOf(path, content, size)
      if (!isWhole) damaged.push(path)
      if (!/^[{[]/.test(Buffer.from(bytes).toString('latin1', 0, 1))) return
      total += bytes.length
      if (total > ALL_DOCUMENTS_BYTES) throw new RangeError('it holds too many documents')
      documents.set(path, bytes)
    },
  })
  return { documents, damaged }
}

/** Of the image layout, and of what new versions of Docker save. */
const BLOB = /^blobs\/(sha256|sha512)\/([0-9a-f]+)$/

const isSmall = (size: number): boolean => size > 0 && size <= DOCUMENT_BYTES

/** The bytes of a small member, none of a large one; and whether a blob is the one that its name says. */
const memberOf = async (path: string, content: AsyncIterable<Uint8Array>, size: number) => {
  const [, algorithm, hex] = BLOB.exec(path) ?? []
  const hash = algorithm === undefined ? undefined : createHash(algorithm)
  const pieces: Uint8Array[] = []
  for await (const piece of content) {
    hash?.update(piece)
    if (isSmall(size)) pieces.push(piece)
  }
  return { bytes: Buffer.concat(pieces), isWhole: hash?.digest('hex') === hex }
}

/** Writes the wanted members to files, by their paths without `./`; answers those that it wrote. */
export const unpackMembers = async (
  file: string,
  destinations: ReadonlyMap<string, string>,
  signal: AbortSignal,
): Promise<ReadonlySet<string>> => {
  const written = new Set<string>()
  await eachFile(file, signal, {
    wants: (path) => destinations.has(path) && !written.has(path),
    take: async (path, content) => {
      const destination = destinations.get(path)
      if (destination === undefined) return
      await pipeline(content, createWriteStream(destination, { flags: 'wx', mode: 0o600 }))
      written.add(path)
    },
  })
  return written
}
