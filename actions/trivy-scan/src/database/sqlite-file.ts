import { firstBytes } from '../files/first-bytes.ts'

const HEADER_BYTES = 100
const MAGIC = 'SQLite format 3\0'
const LARGEST_PAGE = 65_536

/**
 * Why a file is no whole SQLite database, undefined when it is one, by its
 * header (sqlite.org, "Database File Format", 1.3). The number of pages counts
 * only when the two change counters agree.
 */
export const sqliteFault = async (path: string): Promise<string | undefined> => {
  const { bytes, size } = await firstBytes(path, HEADER_BYTES)
  if (bytes.length < HEADER_BYTES || bytes.toString('latin1', 0, MAGIC.length) !== MAGIC)
    return 'it is no SQLite database'
  const written = bytes.readUInt16BE(16)
  const pageSize = written === 1 ? LARGEST_PAGE : written
  const isCounted = bytes.readUInt32BE(24) === bytes.readUInt32BE(92)
  const pages = isCounted ? bytes.readUInt32BE(28) : 1
  return pageSize * pages <= size ? undefined : `it is cut off after ${size} bytes`
}
