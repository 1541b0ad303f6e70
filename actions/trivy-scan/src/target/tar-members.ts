import { createReadStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import type { Extract } from 'tar-stream'
import { firstBytes } from '../files/first-bytes.ts'

const PIECE_BYTES = 1024 * 1024

/** What somebody wants of an archive; paths are without `./`, and may be hostile. */
export type Visitor = {
  wants(path: string, size: number): boolean
  take(path: string, content: Readable, size: number): Promise<void>
}

/**
 * Visits the usual files of a tar file, gzipped or not, in its order; links
 * and folders are passed over. Rejects with an error of tar-stream or zlib for
 * what is no archive, and with what the visitor throws.
 */
export const eachFile = async (
  file: string,
  signal: AbortSignal,
  visitor: Visitor,
): Promise<void> => {
  const { extract } = await import('tar-stream')
  const archive = extract()
  const gunzip = (await isGzip(file)) ? [createGunzip({ chunkSize: PIECE_BYTES })] : []
  const source = createReadStream(file, { highWaterMark: PIECE_BYTES })
  const feeding = pipeline([source, ...gunzip, archive], { signal })
  const [read, fed] = await Promise.allSettled([visitAll(archive, visitor), feeding])
  signal.throwIfAborted()
  // What ends the reading is the cause; the feeding then ends with it.
  if (read.status === 'rejected') throw read.reason
  if (fed.status === 'rejected') throw fed.reason
}

const visitAll = async (archive: Extract, { wants, take }: Visitor): Promise<void> => {
  for await (const entry of archive) {
    const { name, type, size = 0 } = entry.header
    const path = name.replace(/^(?:\.\/)+/, '')
    const isFile = type === 'file' || type === 'contiguous-file'
    if (isFile && wants(path, size))
      await take(path, Readable.from(entry, { objectMode: false }), size)
    else entry.resume()
  }
}

const isGzip = async (file: string): Promise<boolean> => {
  const { bytes } = await firstBytes(file, 2)
  return bytes[0] === 0x1f && bytes[1] === 0x8b
}
