import { isUtf8 } from 'node:buffer'

/** Byte b of a name that is no UTF-8 becomes this plus b: a lone surrogate, which no valid name can hold. */
const ESCAPE = 0xdc00

/**
 * The text of a file name. Git's names are bytes. Where they are not UTF-8,
 * each odd byte becomes a lone surrogate (Python's `surrogateescape`), so that
 * two names never become one and {@link pathBytes} finds the bytes again.
 */
export const pathText = (bytes: Uint8Array): string => {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (isUtf8(buffer)) return buffer.toString()
  let text = ''
  for (let at = 0; at < buffer.length; ) {
    const length = validLength(buffer, at)
    text +=
      length > 0
        ? buffer.toString('utf8', at, at + length)
        : String.fromCharCode(ESCAPE + (buffer[at] ?? 0))
    at += Math.max(1, length)
  }
  return text
}

/** The bytes of a name that {@link pathText} made, or of a text that holds such names. */
export const pathBytes = (path: string): Uint8Array =>
  path.isWellFormed()
    ? Buffer.from(path)
    : Buffer.concat(
        path
          .split(/([\udc80-\udcff])/u)
          .map((part, at) =>
            at % 2 === 1 ? Buffer.from([part.charCodeAt(0) - ESCAPE]) : Buffer.from(part),
          ),
      )

/** How many bytes at `at` are one character of UTF-8, 0 for none. */
const validLength = (buffer: Buffer, at: number): number =>
  [1, 2, 3, 4].find(
    (length) => at + length <= buffer.length && isUtf8(buffer.subarray(at, at + length)),
  ) ?? 0

/** The fields of output that `-z` separates by NUL, undefined when its last one is not ended. */
export const fieldsOf = (output: Uint8Array): readonly string[] | undefined => {
  if (output.length === 0) return []
  if (output.at(-1) !== 0) return undefined
  const buffer = Buffer.from(output.buffer, output.byteOffset, output.byteLength - 1)
  return isUtf8(buffer) ? buffer.toString().split('\0') : pieces(buffer).map(pathText)
}

const pieces = (buffer: Buffer): readonly Buffer[] => {
  const found: Buffer[] = []
  let from = 0
  for (let to = buffer.indexOf(0); to >= 0; to = buffer.indexOf(0, from)) {
    found.push(buffer.subarray(from, to))
    from = to + 1
  }
  return [...found, buffer.subarray(from)]
}
