import { crc32, deflateRawSync } from 'node:zlib'

/** A file in an archive. The name is ASCII, without folders. */
export type ZipEntry = { readonly name: string; readonly content: Uint8Array }

const LOCAL = { signature: 0x04034b50, length: 30, fields: 4 }
const CENTRAL = { signature: 0x02014b50, length: 46, fields: 6 }
const END = { signature: 0x06054b50, length: 22 }
const DEFLATE = 8
/** 1 January 1980: the same content makes the same archive. */
const DATE = 0x21

/** A zip archive in memory (APPNOTE.TXT 4.3), for fewer than 65,536 files and 4 GiB. */
export const zipFile = (entries: readonly ZipEntry[]): Uint8Array => {
  const pieces: Uint8Array[] = []
  const central: Uint8Array[] = []
  let offset = 0
  for (const { name, content } of entries) {
    const packed = deflateRawSync(content)
    const facts = { name: Buffer.from(name), content, packed }
    const local = Buffer.concat([header(LOCAL, facts), facts.name, packed])
    const listed = header(CENTRAL, facts)
    listed.writeUInt32LE(offset, 42)
    central.push(listed, facts.name)
    pieces.push(local)
    offset += local.length
  }
  const directory = Buffer.concat(central)
  return Buffer.concat([...pieces, directory, endOf(entries.length, directory.length, offset)])
}

type Facts = {
  readonly name: Uint8Array
  readonly content: Uint8Array
  readonly packed: Uint8Array
}

/** The fields that local headers and central entries share begin at `fields`. */
const header = (kind: typeof LOCAL, { name, content, packed }: Facts): Buffer => {
  const bytes = Buffer.alloc(kind.length)
  const at = kind.fields
  bytes.writeUInt32LE(kind.signature, 0)
  bytes.writeUInt16LE(20, 4)
  bytes.writeUInt16LE(20, at)
  bytes.writeUInt16LE(DEFLATE, at + 4)
  bytes.writeUInt16LE(DATE, at + 8)
  bytes.writeUInt32LE(crc32(content), at + 10)
  bytes.writeUInt32LE(packed.length, at + 14)
  bytes.writeUInt32LE(content.length, at + 18)
  bytes.writeUInt16LE(name.length, at + 22)
  return bytes
}

const endOf = (count: number, directorySize: number, offset: number): Buffer => {
  const bytes = Buffer.alloc(END.length)
  bytes.writeUInt32LE(END.signature, 0)
  bytes.writeUInt16LE(count, 8)
  bytes.writeUInt16LE(count, 10)
  bytes.writeUInt32LE(directorySize, 12)
  bytes.writeUInt32LE(offset, 16)
  return bytes
}
