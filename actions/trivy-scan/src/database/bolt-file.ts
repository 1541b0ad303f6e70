import { firstBytes } from '../files/first-bytes.ts'

const MAGIC = 0xed0cdaed
const VERSION = 2
/** Of a page, in front of what is in it. */
const HEADER_BYTES = 16
const META_BYTES = 64
const CHECKED_BYTES = 56
/** The second meta page comes after the first, and pages have 1 to 64 KiB. */
const PAGE_SIZES = [1, 2, 4, 8, 16, 32, 64].map((kib) => kib * 1024)
const READ_BYTES = 64 * 1024 + HEADER_BYTES + META_BYTES

type Meta = { readonly pageSize: number; readonly pages: bigint }

/**
 * Why a file is no whole bbolt database, undefined when it is one. As bbolt
 * does it (go.etcd.io/bbolt, db.go `mmap` and internal/common/meta.go): one of
 * two meta pages must have the magic number, the version and its checksum; the
 * file must also have all the pages that it counts, which bbolt does not check.
 */
export const boltFault = async (path: string): Promise<string | undefined> => {
  const { bytes, size } = await firstBytes(path, READ_BYTES)
  const metas = [0, ...PAGE_SIZES].map((at) => metaAt(bytes, at + HEADER_BYTES))
  const valid = metas.filter((meta) => meta !== undefined)
  if (valid.length === 0) return 'it is no bbolt database of version 2'
  const isWhole = valid.some(({ pageSize, pages }) => BigInt(pageSize) * pages <= BigInt(size))
  return isWhole ? undefined : `it is cut off after ${size} bytes`
}

const metaAt = (bytes: Buffer, at: number): Meta | undefined => {
  if (bytes.length < at + META_BYTES) return undefined
  const meta = bytes.subarray(at, at + META_BYTES)
  if (meta.readUInt32LE(0) !== MAGIC || meta.readUInt32LE(4) !== VERSION) return undefined
  if (meta.readBigUInt64LE(CHECKED_BYTES) !== fnv1a(meta.subarray(0, CHECKED_BYTES)))
    return undefined
  return { pageSize: meta.readUInt32LE(8), pages: meta.readBigUInt64LE(40) }
}

/** FNV-1a with 64 bits. */
const fnv1a = (bytes: Uint8Array): bigint =>
  bytes.reduce(
    (hash, byte) => BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n),
    0xcbf29ce484222325n,
  )
