import { createHash } from 'node:crypto'
import { UserError } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'

/** The algorithms that the OCI image specification registers, with the length of their hex form. */
const HEX_LENGTH = { sha256: 64, sha512: 128 } as const

export type DigestAlgorithm = keyof typeof HEX_LENGTH

/** The name of some bytes by their content: `sha256:` and 64, or `sha512:` and 128, lower-case hex digits. */
export type Digest = `${DigestAlgorithm}:${string}`

export const isDigest = (text: string): text is Digest =>
  /^(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/.test(text)

/** Throws {@link UserError} with the reason for anything that is not a digest. */
export const parseDigest = (text: string): Digest => {
  if (isDigest(text)) return text
  throw new UserError(`"${visible(text, 160)}" is not a digest: ${digestFault(text)}`)
}

/** Why a text is not a digest, and what to write, as the end of a sentence. */
export const digestFault = (text: string): string => {
  const [algorithm = '', hex] = text.split(/:(.*)/s)
  if (hex === undefined) return 'it has no algorithm. Write sha256: in front of the 64 hex digits.'
  if (algorithm !== 'sha256' && algorithm !== 'sha512')
    return `the algorithm "${visible(algorithm, 40)}" is not known. Use sha256 or sha512.`
  if (isDigest(text.toLowerCase())) return `hex digits are lower case. Write ${text.toLowerCase()}.`
  const want = HEX_LENGTH[algorithm]
  if (hex.length !== want)
    return `${algorithm} has ${want} hex digits, this has ${hex.length} characters. Copy the whole digest.`
  return 'only the hex digits 0-9 and a-f may follow the colon.'
}

/** The algorithm and the hex digits of a digest. */
export const digestParts = (
  digest: Digest,
): { readonly algorithm: DigestAlgorithm; readonly hex: string } => ({
  algorithm: algorithmOf(digest),
  hex: digest.slice(digest.indexOf(':') + 1),
})

export const digestOf = (bytes: Uint8Array, algorithm: DigestAlgorithm = 'sha256'): Digest =>
  `${algorithm}:${createHash(algorithm).update(bytes).digest('hex')}`

/** Reads a stream to its end. `size` is in bytes. */
export const digestOfStream = async (
  pieces: AsyncIterable<Uint8Array>,
  algorithm: DigestAlgorithm = 'sha256',
): Promise<{ readonly digest: Digest; readonly size: number }> => {
  const hash = createHash(algorithm)
  let size = 0
  for await (const piece of pieces) {
    hash.update(piece)
    size += piece.length
  }
  return { digest: `${algorithm}:${hash.digest('hex')}`, size }
}

/** Whether the bytes are the ones that the digest names. */
export const hasDigest = (bytes: Uint8Array, digest: Digest): boolean =>
  digestOf(bytes, algorithmOf(digest)) === digest

/**
 * Passes a stream on and throws `mismatch(found)` at its end when the bytes
 * were not the ones that the digest names. Nothing that was read may be relied
 * on before the end has been reached.
 */
export async function* verified(
  pieces: AsyncIterable<Uint8Array>,
  expected: Digest,
  mismatch: (found: Digest) => Error,
): AsyncGenerator<Uint8Array, void, undefined> {
  const algorithm = algorithmOf(expected)
  const hash = createHash(algorithm)
  for await (const piece of pieces) {
    hash.update(piece)
    yield piece
  }
  const found: Digest = `${algorithm}:${hash.digest('hex')}`
  if (found !== expected) throw mismatch(found)
}

const algorithmOf = (digest: Digest): DigestAlgorithm =>
  digest.startsWith('sha512:') ? 'sha512' : 'sha256'
