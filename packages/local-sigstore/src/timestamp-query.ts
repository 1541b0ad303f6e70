/** What is asked of a timestamp authority. */
export type TimestampQuery = {
  readonly artifactHash: Buffer
  readonly hashAlgorithmOID: string
  /** Big-endian; undefined when none was given. */
  readonly nonce: Buffer | undefined
  readonly certReq: boolean
}

type Element = { readonly tag: number; readonly content: Buffer; readonly rest: Buffer }

const SEQUENCE = 0x30
const INTEGER = 0x02
const BOOLEAN = 0x01
const OBJECT_IDENTIFIER = 0x06

/** Reads a query in DER (RFC 3161, section 2.4.1). Throws for anything else. */
export const timestampQuery = (der: Buffer): TimestampQuery => {
  const [version, imprint, ...options] = elementsOf(expected(elementAt(der), SEQUENCE).content)
  expected(version, INTEGER)
  const [algorithm, hash] = elementsOf(expected(imprint, SEQUENCE).content)
  const [oid] = elementsOf(expected(algorithm, SEQUENCE).content)
  return {
    artifactHash: expected(hash, 0x04).content,
    hashAlgorithmOID: objectIdentifier(expected(oid, OBJECT_IDENTIFIER).content),
    nonce: options.find(({ tag }) => tag === INTEGER)?.content,
    certReq: options.some(({ tag, content }) => tag === BOOLEAN && content[0] !== 0),
  }
}

const expected = (element: Element | undefined, tag: number): Element => {
  if (element?.tag !== tag) throw new Error('the query is no TimeStampReq in DER')
  return element
}

const elementsOf = (content: Buffer): Element[] => {
  if (content.length === 0) return []
  const first = elementAt(content)
  return [first, ...elementsOf(first.rest)]
}

/** Lengths of one byte, or of one byte behind 0x81: queries are short. */
const elementAt = (der: Buffer): Element => {
  const [tag = 0, short = 0, long = 0] = der
  const start = short === 0x81 ? 3 : 2
  const end = start + (short === 0x81 ? long : short)
  if (short > 0x81 || end > der.length) throw new Error('the query is cut off or too long')
  return { tag, content: der.subarray(start, end), rest: der.subarray(end) }
}

const objectIdentifier = (content: Buffer): string => {
  const arcs: number[] = []
  let arc = 0
  for (const byte of content) {
    arc = arc * 128 + (byte & 0x7f)
    if (byte < 0x80) {
      arcs.push(arc)
      arc = 0
    }
  }
  const [first = 0, ...others] = arcs
  const top = Math.min(2, Math.floor(first / 40))
  return [top, first - top * 40, ...others].join('.')
}
