/** Kinds of elements, in the two lowest bits of the first byte (google/snappy, format_description.txt). */
const LITERAL = 0
const COPY_1 = 1
const COPY_2 = 2

/** Literals longer than this tell their length in one to four bytes of their own. */
const SHORT_LITERAL = 60

type Output = { readonly bytes: Uint8Array; length: number }

/**
 * Unpacks Snappy's raw format, without frames and checksums. Nothing is
 * reserved above `limit` bytes, whatever the data says. `undefined` for what is
 * no such data, is cut off, or is longer.
 */
export const unsnappy = (packed: Uint8Array, limit: number): Uint8Array | undefined => {
  const preamble = varint(packed)
  if (preamble === undefined || preamble.value > limit) return undefined
  const output: Output = { bytes: new Uint8Array(preamble.value), length: 0 }
  let at = preamble.next
  while (at < packed.length) {
    const next = element(packed, at, output)
    if (next === undefined) return undefined
    at = next
  }
  return output.length === output.bytes.length ? output.bytes : undefined
}

/** The length of what was packed: seven bits to a byte, the lowest first, at most 32 in all. */
const varint = (
  packed: Uint8Array,
): { readonly value: number; readonly next: number } | undefined => {
  let value = 0
  for (let at = 0; at < 5; at += 1) {
    const byte = packed[at]
    if (byte === undefined) return undefined
    value += (byte & 0x7f) * 2 ** (7 * at)
    if (byte < 0x80) return value < 2 ** 32 ? { value, next: at + 1 } : undefined
  }
  return undefined
}

/** Unpacks the element at a place. Answers the place behind it; `undefined` when it is none. */
const element = (packed: Uint8Array, at: number, output: Output): number | undefined => {
  const tag = packed[at] ?? 0
  const kind = tag & 3
  if (kind === LITERAL) return literal(packed, at, output)
  const size = kind === COPY_1 ? 1 : kind === COPY_2 ? 2 : 4
  const low = littleEndian(packed, at + 1, size)
  if (low === undefined) return undefined
  const offset = kind === COPY_1 ? (tag >> 5) * 256 + low : low
  const length = kind === COPY_1 ? ((tag >> 2) & 7) + 4 : (tag >> 2) + 1
  return copy(output, offset, length) ? at + 1 + size : undefined
}

const literal = (packed: Uint8Array, at: number, output: Output): number | undefined => {
  const short = (packed[at] ?? 0) >> 2
  const extra = Math.max(0, short - SHORT_LITERAL + 1)
  const long = extra === 0 ? short : littleEndian(packed, at + 1, extra)
  if (long === undefined) return undefined
  const start = at + 1 + extra
  const end = start + long + 1
  if (end > packed.length || output.length + long + 1 > output.bytes.length) return undefined
  output.bytes.set(packed.subarray(start, end), output.length)
  output.length += long + 1
  return end
}

/** Byte by byte: a copy may reach into what it writes, which repeats it. */
const copy = (output: Output, offset: number, length: number): boolean => {
  const { bytes } = output
  if (offset === 0 || offset > output.length || output.length + length > bytes.length) return false
  for (let count = 0; count < length; count += 1) {
    bytes[output.length] = bytes[output.length - offset] ?? 0
    output.length += 1
  }
  return true
}

const littleEndian = (bytes: Uint8Array, at: number, size: number): number | undefined => {
  if (at + size > bytes.length) return undefined
  return bytes.subarray(at, at + size).reduce((sum, byte, place) => sum + byte * 256 ** place, 0)
}
