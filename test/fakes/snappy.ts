/** An element of Snappy's raw format: bytes as they are, or a copy of earlier ones, with its offset in 1, 2 or 4 bytes. */
export type Element =
  | { readonly literal: Uint8Array }
  | { readonly offset: number; readonly length: number; readonly size: 1 | 2 | 4 }

/** Packs elements by hand (google/snappy, format_description.txt). */
export const snappy = (elements: readonly Element[]): Buffer => {
  const total = elements.reduce(
    (sum, element) => sum + ('literal' in element ? element.literal.length : element.length),
    0,
  )
  return Buffer.concat([varint(total), ...elements.map(packed)])
}

const varint = (value: number): Buffer =>
  value < 0x80
    ? Buffer.from([value])
    : Buffer.concat([Buffer.from([(value & 0x7f) | 0x80]), varint(value >>> 7)])

const packed = (element: Element): Buffer => {
  if ('literal' in element) return literal(element.literal)
  const { offset, length, size } = element
  if (size === 1)
    return Buffer.from([1 | ((length - 4) << 2) | ((offset >> 8) << 5), offset & 0xff])
  const bytes = Buffer.alloc(1 + size)
  bytes[0] = (size === 2 ? 2 : 3) | ((length - 1) << 2)
  bytes.writeUIntLE(offset, 1, size)
  return bytes
}

const literal = (bytes: Uint8Array): Buffer => {
  const most = bytes.length - 1
  if (most < 60) return Buffer.concat([Buffer.from([most << 2]), bytes])
  const size = most < 2 ** 8 ? 1 : most < 2 ** 16 ? 2 : 3
  const head = Buffer.alloc(1 + size)
  head[0] = (59 + size) << 2
  head.writeUIntLE(most, 1, size)
  return Buffer.concat([head, bytes])
}
