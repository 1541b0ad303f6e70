import { crc32, inflateRawSync } from 'node:zlib'

/** The files of an archive by its local headers, with their checksums held against the content. */
export const entriesOf = (archive: Buffer): ReadonlyMap<string, string> => {
  const files = new Map<string, string>()
  let at = 0
  while (archive.readUInt32LE(at) === 0x04034b50) {
    const packed = archive.readUInt32LE(at + 18)
    const nameEnd = at + 30 + archive.readUInt16LE(at + 26)
    const content = inflateRawSync(archive.subarray(nameEnd, nameEnd + packed))
    if (crc32(content) !== archive.readUInt32LE(at + 14)) throw new Error('checksum')
    files.set(archive.toString('utf8', at + 30, nameEnd), content.toString())
    at = nameEnd + packed
  }
  return files
}
