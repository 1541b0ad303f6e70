import { crc32, inflateRawSync } from 'node:zlib'
import { systemCode } from '@ci-kit/core/errors'

const END = { signature: 0x06054b50, length: 22 }
const CENTRAL = { signature: 0x02014b50, length: 46 }
const LOCAL = { signature: 0x04034b50, length: 30 }
const LONGEST_COMMENT = 0xffff
const STORED = 0
const DEFLATED = 8
const ENCRYPTED = 1

/** The file in an archive, or why it cannot be read, as the end of a sentence. */
export type Unzipped = { readonly content: Buffer } | { readonly fault: string }

/** Whether the bytes begin as a zip archive with files does. */
export const isZip = (bytes: Buffer): boolean =>
  bytes.length >= LOCAL.length && bytes.readUInt32LE(0) === LOCAL.signature

/**
 * The content of an archive with one file (APPNOTE.TXT 4.3), by the directory
 * at its end: archives that are written as a stream have no sizes in front.
 * The archive is from outside: nothing of it is unpacked beyond `maxBytes`.
 */
export const onlyFile = (archive: Buffer, maxBytes: number): Unzipped => {
  const entry = onlyEntry(archive)
  if ('fault' in entry) return entry
  const { method, packed, size, checksum, flags, offset } = entry
  if ((flags & ENCRYPTED) !== 0) return { fault: 'its file is encrypted' }
  if (size > maxBytes) return { fault: `its file has ${size} bytes, ${maxBytes} are allowed` }
  const data = dataAt(archive, offset, packed)
  if (data === undefined) return { fault: 'its directory names bytes that are not there' }
  const content =
    method === STORED ? data : method === DEFLATED ? inflated(data, maxBytes) : undefined
  if (content === undefined) return { fault: 'its file cannot be unpacked' }
  if (content.length !== size || crc32(content) !== checksum)
    return { fault: 'its file is not what its directory says' }
  return { content }
}

type Entry = {
  readonly flags: number
  readonly method: number
  readonly checksum: number
  /** In bytes, as they are in the archive. */
  readonly packed: number
  /** In bytes, unpacked. */
  readonly size: number
  /** Of the header in front of the file. */
  readonly offset: number
}

const onlyEntry = (archive: Buffer): Entry | { readonly fault: string } => {
  const end = endOf(archive)
  if (end === undefined) return { fault: 'it has no directory' }
  const files = archive.readUInt16LE(end + 10)
  if (files !== 1 || archive.readUInt16LE(end + 8) !== 1)
    return { fault: `it holds ${files} files, and one is wanted` }
  const at = archive.readUInt32LE(end + 16)
  if (at + CENTRAL.length > end || archive.readUInt32LE(at) !== CENTRAL.signature)
    return { fault: 'its directory cannot be read' }
  return {
    flags: archive.readUInt16LE(at + 8),
    method: archive.readUInt16LE(at + 10),
    checksum: archive.readUInt32LE(at + 16),
    packed: archive.readUInt32LE(at + 20),
    size: archive.readUInt32LE(at + 24),
    offset: archive.readUInt32LE(at + 42),
  }
}

/** The last one counts, as for every reader: a comment may follow it. */
const endOf = (archive: Buffer): number | undefined => {
  const last = archive.length - END.length
  for (let at = last; at >= Math.max(0, last - LONGEST_COMMENT); at -= 1)
    if (archive.readUInt32LE(at) === END.signature) return at
  return undefined
}

const dataAt = (archive: Buffer, offset: number, packed: number): Buffer | undefined => {
  if (offset + LOCAL.length > archive.length) return undefined
  if (archive.readUInt32LE(offset) !== LOCAL.signature) return undefined
  const lengths = archive.readUInt16LE(offset + 26) + archive.readUInt16LE(offset + 28)
  const from = offset + LOCAL.length + lengths
  return from + packed > archive.length ? undefined : archive.subarray(from, from + packed)
}

const inflated = (data: Buffer, maxBytes: number): Buffer | undefined => {
  try {
    return inflateRawSync(data, { maxOutputLength: maxBytes })
  } catch (thrown) {
    // Z_… for what is no deflated data; the other is Node's for more than the limit.
    const code = systemCode(thrown) ?? ''
    if (code.startsWith('Z_') || code === 'ERR_BUFFER_TOO_LARGE') return undefined
    throw thrown
  }
}
