import { createHash } from 'node:crypto'
import { UserError } from '@ci-kit/core/errors'
import {
  digestOf,
  digestOfStream,
  digestParts,
  hasDigest,
  isDigest,
  parseDigest,
  verified,
} from '@ci-kit/oci/digest'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'

const EMPTY = 'sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'

async function* streamOf(pieces: readonly Uint8Array[]) {
  yield* pieces
}

const collected = async (pieces: AsyncIterable<Uint8Array>) => {
  const all: Uint8Array[] = []
  for await (const piece of pieces) all.push(piece)
  return Buffer.concat(all)
}

test('the digest of nothing is the known one', () => {
  expect(digestOf(new Uint8Array())).toBe(EMPTY)
})

test.each([
  ['', 'no algorithm'],
  ['abc', 'no algorithm'],
  ['sha1:abc', '"sha1" is not known'],
  ['sha256:', '0 characters'],
  [`sha256:${'g'.repeat(64)}`, '0-9 and a-f'],
  [`${EMPTY}\n`, '65 characters'],
  [` ${EMPTY}`, 'not known'],
  [EMPTY.toUpperCase(), 'not known'],
  [`sha256:${'AB'.repeat(32)}`, `Write sha256:${'ab'.repeat(32)}`],
  [`sha512:${'a'.repeat(64)}`, '128 hex digits'],
])('%j is refused', (text, reason) => {
  expect(isDigest(text)).toBe(false)
  expect(() => parseDigest(text)).toThrow(UserError)
  expect(() => parseDigest(text)).toThrow(reason)
})

describe.each(['sha256', 'sha512'] as const)('%s', (algorithm) => {
  test('bytes, streams and Node agree, and the digest reads back', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 50 })), async (pieces) => {
        const bytes = Buffer.concat(pieces)
        const digest = digestOf(bytes, algorithm)
        expect(digest).toBe(`${algorithm}:${createHash(algorithm).update(bytes).digest('hex')}`)
        expect(parseDigest(digest)).toBe(digest)
        expect(await digestOfStream(streamOf(pieces), algorithm)).toEqual({
          digest,
          size: bytes.length,
        })
        expect(hasDigest(bytes, digest)).toBe(true)
        expect(hasDigest(Buffer.concat([bytes, Buffer.from('x')]), digest)).toBe(false)
        expect(digestParts(digest)).toEqual({ algorithm, hex: digest.split(':')[1] })
      }),
    )
  })

  test('a verified stream passes everything on and throws at its end', async () => {
    const pieces = [Buffer.from('one'), Buffer.from('two')]
    const good = digestOf(Buffer.from('onetwo'), algorithm)
    const mismatch = (found: string) => new Error(`found ${found}`)
    expect(await collected(verified(streamOf(pieces), good, mismatch))).toEqual(
      Buffer.from('onetwo'),
    )
    const other = digestOf(Buffer.from('other'), algorithm)
    await expect(collected(verified(streamOf(pieces), other, mismatch))).rejects.toThrow(
      `found ${good}`,
    )
  })
})
