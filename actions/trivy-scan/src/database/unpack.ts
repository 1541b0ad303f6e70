import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { isSystemError, messageOf, systemCode } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'
import type { Extract, Header } from 'tar-stream'
import { DatabaseFault } from './fault.ts'
import type { DatabaseKind } from './kind.ts'
import { METADATA_BYTES } from './metadata.ts'

/** zlib's own default of 16 KiB makes 50,000 steps of a real database. */
const PIECE_BYTES = 256 * 1024

/**
 * Unpacks a tar.gz into an empty folder as a stream: the database and its
 * metadata.json, both of them, nothing else, no links, and no more bytes than
 * the kind allows. Throws {@link DatabaseFault} for anything else, also when
 * `pieces` throws one; errors of the disk come through as they are.
 */
export const unpack = async (
  pieces: AsyncIterable<Uint8Array>,
  folder: string,
  kind: DatabaseKind,
  signal: AbortSignal,
): Promise<void> => {
  const { extract } = await import('tar-stream')
  const archive = extract()
  const feeding = pipeline(
    Readable.from(pieces),
    createGunzip({ chunkSize: PIECE_BYTES }),
    (unpacked: AsyncIterable<Uint8Array>) => limited(unpacked, kind.limits.unpacked),
    archive,
    { signal },
  )
  const [read, fed] = await Promise.allSettled([members(archive, folder, kind), feeding])
  signal.throwIfAborted()
  const faults = [read, fed].flatMap((each) => (each.status === 'rejected' ? [each.reason] : []))
  if (faults.length > 0) throw worst(faults)
}

const members = async (archive: Extract, folder: string, kind: DatabaseKind): Promise<void> => {
  const wanted = new Map([
    [kind.file, kind.limits.unpacked],
    ['metadata.json', METADATA_BYTES],
  ])
  for await (const entry of archive) {
    const { size } = entry.header
    const name = memberName(entry.header, kind)
    if (name === undefined) {
      entry.resume()
      continue
    }
    const limit = wanted.get(name)
    if (limit === undefined) throw new DatabaseFault(`its archive has two members named ${name}`)
    if (size > limit)
      throw new DatabaseFault(`${name} in its archive has ${size} bytes, more than ${limit}`)
    wanted.delete(name)
    await pipeline(entry, createWriteStream(join(folder, name), { flags: 'wx', mode: 0o644 }))
  }
  const [missing] = wanted.keys()
  if (missing !== undefined) throw new DatabaseFault(`its archive has no ${missing}`)
}

/** The name that a member is written to; undefined for folders on the way to it. */
const memberName = (
  { name, type, size }: Header,
  kind: DatabaseKind,
): DatabaseKind['file'] | 'metadata.json' | undefined => {
  const bare = name.replace(/^\.\//, '')
  const inFolder = `${kind.folder}/`
  if (type === 'directory' && size === 0 && ['', '.', inFolder].includes(bare)) return undefined
  const inner = bare.startsWith(inFolder) ? bare.slice(inFolder.length) : bare
  const isFile = type === 'file' || type === 'contiguous-file'
  if (isFile && (inner === kind.file || inner === 'metadata.json')) return inner
  throw new DatabaseFault(
    `its archive holds ${visible(`${type} ${name}`, 200)}, and nothing but ${kind.file} and metadata.json may be in it`,
  )
}

async function* limited(
  pieces: AsyncIterable<Uint8Array>,
  limit: number,
): AsyncGenerator<Uint8Array, void, undefined> {
  let length = 0
  for await (const piece of pieces) {
    length += piece.length
    if (length > limit) throw new DatabaseFault(`it unpacks to more than ${limit} bytes`)
    yield piece
  }
}

/** One side's fault ends the other side with errors that only follow from it. */
const worst = (faults: readonly unknown[]): unknown => {
  const own = faults.find((fault) => fault instanceof DatabaseFault || isSystemError(fault))
  if (own !== undefined) return own
  const told = faults.find((fault) => systemCode(fault) !== 'ERR_STREAM_PREMATURE_CLOSE')
  const text = visible(messageOf(told ?? faults[0]), 200)
  return new DatabaseFault(`its archive is no whole tar.gz: ${text}`)
}
