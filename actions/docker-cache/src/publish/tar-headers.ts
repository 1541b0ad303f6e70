import { UserError } from '@ci-kit/core/errors'
import { type ByteReader, byteReader } from './byte-reader.ts'

/** A member of a tar archive without its content. */
export type TarMember = {
  /** As it is written there: `./a`, `/a` and `a/` are not made the same. */
  readonly path: string
  readonly isDirectory: boolean
  /** Bytes that it takes; links and devices take none. */
  readonly size: number
}

const BLOCK = 512
/** Names and attributes of one member; real ones hold a few hundred bytes. */
const EXTENSION_BYTES = 1024 * 1024

/** Link, symbolic link, character device, block device, directory, FIFO: no content follows, whatever their size says (Go's archive/tar, isHeaderOnly). */
const WITHOUT_CONTENT = /^[1-6]$/

/** What an extension says of the member behind it. */
type Extension = { readonly path?: string; readonly size?: number }

/**
 * The members of a tar archive, of the POSIX (ustar, pax) and GNU formats. Only
 * headers are looked at, and the stream is read to its end, so that a digest
 * over it is checked. Throws {@link UserError} for what is no archive.
 */
export async function* tarMembers(
  pieces: AsyncIterable<Uint8Array>,
): AsyncGenerator<TarMember, void, undefined> {
  const reader = byteReader(pieces)
  let extension: Extension = {}
  for (;;) {
    const header = await reader.read(BLOCK)
    if (header.length < BLOCK && header.length > 0) throw broken('it ends inside a header')
    if (header.length === 0 || header.every((byte) => byte === 0)) break
    checkSum(header)
    const type = String.fromCharCode(header[156] ?? 0)
    const size = numberAt(header, 124, 12)
    if (/^[xLKg]$/.test(type)) {
      extension = { ...extension, ...(await extensionIn(reader, type, size)) }
      continue
    }
    const member = { path: nameIn(header), size, ...extension }
    extension = {}
    const content = WITHOUT_CONTENT.test(type) ? 0 : member.size
    yield { path: member.path, isDirectory: type === '5', size: content }
    if (!(await reader.skip(padded(content)))) throw broken('it ends inside a file')
  }
  while (await reader.skip(BLOCK));
}

const padded = (size: number): number => Math.ceil(size / BLOCK) * BLOCK

const extensionIn = async (reader: ByteReader, type: string, size: number): Promise<Extension> => {
  if (size > EXTENSION_BYTES) throw broken(`the name of a file has ${size} bytes`)
  const body = await reader.read(padded(size))
  if (body.length < size) throw broken('it ends inside a name')
  if (type === 'L') return { path: textAt(body, 0, size) }
  // K is the target of a link, and g holds for all that follows: neither names a file.
  return type === 'x' ? paxIn(body.subarray(0, size)) : {}
}

/** Records `<length> <keyword>=<value>\n` (POSIX.1-2001, pax Interchange Format); the length counts all of it. */
const paxIn = (body: Buffer): Extension => {
  const found = new Map<string, string>()
  for (let at = 0; at < body.length; ) {
    const space = body.indexOf(' ', at)
    const length = Number(body.toString('latin1', at, Math.max(at, space)))
    // A length that does not reach beyond itself would be read for ever.
    if (
      !Number.isSafeInteger(length) ||
      length <= Math.max(0, space - at) ||
      at + length > body.length
    )
      throw broken('a pax record has a length that it cannot have')
    const [keyword = '', value = ''] = body
      .toString('utf8', space + 1, at + length - 1)
      .split(/=(.*)/s)
    found.set(keyword, value)
    at += length
  }
  const path = found.get('GNU.sparse.name') ?? found.get('path')
  const size = found.get('size')
  if (size !== undefined && !/^\d{1,15}$/.test(size)) throw broken('a size is no number')
  return { ...(path && { path }), ...(size !== undefined && { size: Number(size) }) }
}

/** Only POSIX has a prefix there; GNU keeps other things in its place. */
const nameIn = (header: Buffer): string => {
  const name = textAt(header, 0, 100)
  const prefix = header.toString('latin1', 257, 263) === 'ustar\0' ? textAt(header, 345, 155) : ''
  return prefix === '' ? name : `${prefix}/${name}`
}

const textAt = (bytes: Buffer, start: number, length: number): string => {
  const field = bytes.subarray(start, start + length)
  const end = field.indexOf(0)
  return field.toString('utf8', 0, end < 0 ? field.length : end)
}

/** Octal digits, or with the topmost bit set a number in base 256 (GNU). */
const numberAt = (header: Buffer, start: number, length: number): number => {
  const field = header.subarray(start, start + length)
  const first = field[0] ?? 0
  const value =
    first & 0x80
      ? [first & 0x7f, ...field.subarray(1)].reduce((sum, byte) => sum * 256 + byte, 0)
      : Number.parseInt(textAt(field, 0, length).trim() || '0', 8)
  if (Number.isSafeInteger(value) && value >= 0) return value
  throw broken('a size is no number')
}

/** The sum of all bytes of the header, its own field counted as spaces. */
const checkSum = (header: Buffer): void => {
  const own = header.subarray(148, 156)
  const total = header.reduce((sum, byte) => sum + byte, 0)
  const expected = total - own.reduce((sum, byte) => sum + byte, 0) + 8 * 0x20
  if (numberAt(header, 148, 8) !== expected) throw broken('the check sum of a header is wrong')
}

const broken = (fault: string): UserError =>
  new UserError(`A layer is not a tar archive that can be read: ${fault}. Build the image again.`)
