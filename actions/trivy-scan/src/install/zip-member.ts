import { Readable } from 'node:stream'
import { promisify } from 'node:util'
import { inflateRaw } from 'node:zlib'
import type { Sink } from './unpack.ts'

/** Three times the largest program so far. */
const PROGRAM_BYTES = 512 * 1024 * 1024

// Signatures and sizes of the records, by PKWARE's APPNOTE.TXT, 4.3.
const END = { signature: 0x06054b50, bytes: 22 }
const ENTRY = { signature: 0x02014b50, bytes: 46 }
const FILE = { signature: 0x04034b50, bytes: 30 }
const LONGEST_COMMENT = 0xffff
const STORED = 0
const DEFLATED = 8

const inflate = promisify<Uint8Array, { maxOutputLength: number }, Buffer>(inflateRaw)

/**
 * Sends the file `name` at the top of a zip to `sink`; answers whether it is
 * there. Rejects for what is no such archive. Read here and not by
 * @actions/tool-cache, which starts a PowerShell for it.
 */
export const zipMember = async (
  archive: Uint8Array<ArrayBuffer>,
  name: string,
  sink: Sink,
): Promise<boolean> => {
  const zip = Buffer.from(archive.buffer, archive.byteOffset, archive.byteLength)
  const entry = entries(zip).find((candidate) => candidate.name === name)
  if (entry === undefined) return false
  const packed = packedBytes(zip, entry)
  if (entry.method !== STORED && entry.method !== DEFLATED)
    throw new Error(`${name} is packed by method ${entry.method}, which is not supported`)
  const program =
    entry.method === STORED ? packed : await inflate(packed, { maxOutputLength: PROGRAM_BYTES })
  await sink(Readable.from([program]))
  return true
}

type Entry = {
  readonly name: string
  readonly method: number
  readonly packedSize: number
  readonly offset: number
}

/** The central directory, at the end of the archive. Every read is checked by Buffer against the archive's end. */
const entries = (zip: Buffer): Entry[] => {
  const end = endRecord(zip)
  const found: Entry[] = []
  let at = zip.readUInt32LE(end + 16)
  for (let left = zip.readUInt16LE(end + 10); left > 0; left -= 1) {
    if (zip.readUInt32LE(at) !== ENTRY.signature) throw new Error('its list of files is broken')
    const nameEnd = at + ENTRY.bytes + zip.readUInt16LE(at + 28)
    found.push({
      name: zip.toString('utf8', at + ENTRY.bytes, nameEnd),
      method: zip.readUInt16LE(at + 10),
      packedSize: zip.readUInt32LE(at + 20),
      offset: zip.readUInt32LE(at + 42),
    })
    at = nameEnd + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32)
  }
  return found
}

/** The record at the very end, in front of a comment of unknown length. */
const endRecord = (zip: Buffer): number => {
  const first = Math.max(0, zip.length - END.bytes - LONGEST_COMMENT)
  for (let at = zip.length - END.bytes; at >= first; at -= 1)
    if (zip.readUInt32LE(at) === END.signature) return at
  throw new Error('it is no zip archive')
}

const packedBytes = (zip: Buffer, { offset, packedSize }: Entry): Buffer => {
  if (zip.readUInt32LE(offset) !== FILE.signature) throw new Error('a file in it is broken')
  const start = offset + FILE.bytes + zip.readUInt16LE(offset + 26) + zip.readUInt16LE(offset + 28)
  if (start + packedSize > zip.length) throw new Error('a file in it is cut short')
  return zip.subarray(start, start + packedSize)
}
