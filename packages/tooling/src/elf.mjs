import { closeSync, openSync, readSync } from 'node:fs'

const programHeaderTable = { offset: 32, entrySize: 54, count: 56 } // elf(5), 64 bit
const interpreter = 3 // PT_INTERP

/**
 * Whether a program runs without any shared library, so that it works alone
 * in an otherwise empty root file system: a 64-bit little-endian ELF file
 * without a program interpreter.
 * @param {string} file
 * @returns {boolean}
 */
export const isStatic = (file) => {
  const bytes = Buffer.alloc(4096)
  const descriptor = openSync(file, 'r')
  const length = readSync(descriptor, bytes, 0, bytes.length, 0)
  closeSync(descriptor)
  if (length < 64 || bytes.readUInt32BE(0) !== 0x7f454c46 || bytes[4] !== 2 || bytes[5] !== 1)
    return false
  const start = Number(bytes.readBigUInt64LE(programHeaderTable.offset))
  const size = bytes.readUInt16LE(programHeaderTable.entrySize)
  const count = bytes.readUInt16LE(programHeaderTable.count)
  if (start + size * count > length) return false
  return Array.from({ length: count }, (_, at) => bytes.readUInt32LE(start + size * at)).every(
    (type) => type !== interpreter,
  )
}
