import { crc32 } from 'node:zlib'
import type { Files } from './tar.ts'

/** A zip archive, such as a jar, with its files stored as they are (APPNOTE.TXT 4.3). */
export const zipOf = (files: Files): Uint8Array => {
  const locals: Uint8Array[] = []
  const central: Uint8Array[] = []
  let offset = 0
  for (const [name, text] of Object.entries(files)) {
    const content = Buffer.from(text)
    const local = Buffer.concat([header(LOCAL, name, content), Buffer.from(name), content])
    locals.push(local)
    central.push(entry(name, content, offset))
    offset += local.length
  }
  const directory = Buffer.concat(central)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(central.length, 8)
  end.writeUInt16LE(central.length, 10)
  end.writeUInt32LE(directory.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...locals, directory, end])
}

const LOCAL = { signature: 0x04034b50, length: 30, fields: 4 }
const CENTRAL = { signature: 0x02014b50, length: 46, fields: 6 }

/** The fields that local headers and central entries share begin at `fields`. */
const header = (kind: typeof LOCAL, name: string, content: Uint8Array): Buffer => {
  const bytes = Buffer.alloc(kind.length)
  bytes.writeUInt32LE(kind.signature, 0)
  bytes.writeUInt16LE(10, 4)
  bytes.writeUInt16LE(10, kind.fields)
  bytes.writeUInt32LE(crc32(content), kind.fields + 10)
  bytes.writeUInt32LE(content.length, kind.fields + 14)
  bytes.writeUInt32LE(content.length, kind.fields + 18)
  bytes.writeUInt16LE(Buffer.byteLength(name), kind.fields + 22)
  return bytes
}

const entry = (name: string, content: Uint8Array, offset: number): Uint8Array => {
  const bytes = header(CENTRAL, name, content)
  bytes.writeUInt32LE(offset, 42)
  return Buffer.concat([bytes, Buffer.from(name)])
}
