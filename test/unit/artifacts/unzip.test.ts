import { deflateRawSync } from 'node:zlib'
import { isZip, onlyFile } from '@ci-kit/artifacts/unzip'
import { zipFile } from '@ci-kit/artifacts/zip-file'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'

const LIMIT = 1_000
const zip = (...contents: readonly string[]): Buffer =>
  Buffer.from(
    zipFile(contents.map((text, at) => ({ name: `${at}.json`, content: Buffer.from(text) }))),
  )

const TEXT = '{"a":1}'
const ONE = zip(TEXT)
/** Of the entry in the directory, which stands before the last 22 bytes. */
const DIRECTORY = ONE.length - 22 - 46 - '0.json'.length

const changed = (change: (bytes: Buffer) => void, from = ONE): Buffer => {
  const bytes = Buffer.from(from)
  change(bytes)
  return bytes
}

/** As `zip -0` writes it, with the sizes behind the file as streams have them. */
const stored = (): Buffer =>
  Buffer.concat([
    changed((bytes) => bytes.writeUInt16LE(0, 8)).subarray(0, 36),
    Buffer.from(TEXT),
    changed((bytes) => {
      bytes.writeUInt16LE(0, DIRECTORY + 10)
      bytes.writeUInt32LE(TEXT.length, DIRECTORY + 20)
      bytes.writeUInt32LE(36 + TEXT.length, ONE.length - 6)
    }).subarray(DIRECTORY),
  ])

/** In front of the file there is neither size nor checksum: they stand in the directory alone. */
const streamed = (): Buffer => changed((bytes) => bytes.fill(0, 14, 26))

describe('the only file of an archive', () => {
  test.each([
    ['deflated', ONE],
    ['stored', stored()],
    ['written as a stream', streamed()],
    [
      'with a comment',
      Buffer.concat([changed((b) => b.writeUInt16LE(5, b.length - 2)), Buffer.from('hello')]),
    ],
  ])('is read, %s', (_, archive) => {
    expect(isZip(archive)).toBe(true)
    expect(onlyFile(archive, LIMIT)).toEqual({ content: Buffer.from(TEXT) })
  })

  test('may be just as long as is allowed', () => {
    const text = 'x'.repeat(LIMIT)
    expect(onlyFile(zip(text), LIMIT)).toEqual({ content: Buffer.from(text) })
    expect(onlyFile(zip(`${text}x`), LIMIT)).toEqual({
      fault: `its file has ${LIMIT + 1} bytes, ${LIMIT} are allowed`,
    })
  })

  test('is never unpacked beyond the limit, whatever its directory says', () => {
    const bomb = changed(
      (bytes) => bytes.writeUInt32LE(10, bytes.length - 22 - 46 - 6 + 24),
      zip('0'.repeat(50_000_000)),
    )
    expect(bomb.length).toBeLessThan(100_000)
    expect(onlyFile(bomb, LIMIT)).toEqual({ fault: 'its file cannot be unpacked' })
  })

  test.each([
    ['two files', zip('a', 'b'), 'it holds 2 files, and one is wanted'],
    ['no file', zip(), 'it holds 0 files'],
    ['no end', ONE.subarray(0, -22), 'it has no directory'],
    ['nothing', Buffer.alloc(0), 'it has no directory'],
    [
      'a directory elsewhere',
      changed((b) => b.writeUInt32LE(0, b.length - 6)),
      'directory cannot be read',
    ],
    [
      'a directory behind the end',
      changed((b) => b.writeUInt32LE(0xffffffff, b.length - 6)),
      'directory cannot be read',
    ],
    ['an encrypted file', changed((b) => b.writeUInt16LE(1, DIRECTORY + 8)), 'is encrypted'],
    ['another method', changed((b) => b.writeUInt16LE(93, DIRECTORY + 10)), 'cannot be unpacked'],
    [
      'a file behind the end',
      changed((b) => b.writeUInt32LE(0xfffffff0, DIRECTORY + 42)),
      'not there',
    ],
    [
      'a file that is longer than the archive',
      changed((b) => b.writeUInt32LE(500, DIRECTORY + 20)),
      'not there',
    ],
    ['a file that is none', changed((b) => b.writeUInt32LE(4, DIRECTORY + 42)), 'not there'],
    ['no deflated data', changed((b) => b.fill(0xff, 36, 36 + 5)), 'cannot be unpacked'],
    [
      'another size',
      changed((b) => b.writeUInt32LE(TEXT.length + 1, DIRECTORY + 24)),
      'not what its directory says',
    ],
    [
      'another checksum',
      changed((b) => b.writeUInt32LE(1, DIRECTORY + 16)),
      'not what its directory says',
    ],
  ])('is refused: %s', (_, archive, fault) => {
    expect(onlyFile(archive, LIMIT)).toEqual({ fault: expect.stringContaining(fault) })
  })

  test('is a file or a fault for any bytes, and never an error', () => {
    const damage = fc.array(fc.tuple(fc.nat(ONE.length - 1), fc.nat(255)), { maxLength: 4 })
    fc.assert(
      fc.property(damage, (changes) => {
        const damaged = changed((bytes) => {
          for (const [at, byte] of changes) bytes.writeUInt8(byte, at)
        })
        const read = onlyFile(damaged, LIMIT)
        if ('content' in read) expect(read.content.toString()).toBe(TEXT)
        else expect(read.fault).not.toBe('')
      }),
    )
  })
})

test.each([
  Buffer.alloc(0),
  Buffer.from(TEXT),
  deflateRawSync(TEXT),
  Buffer.from('PK\u0003\u0004'),
])('%j is no archive', (bytes) => {
  expect(isZip(bytes)).toBe(false)
})
