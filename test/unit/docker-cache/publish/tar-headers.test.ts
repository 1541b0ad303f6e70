import { UserError } from '@ci-kit/core/errors'
import { tarMembers } from '@ci-kit/docker-cache/publish/tar-headers'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { paxRecord, TAR_END, type TarFile, tarFile, tarOf } from './tar-archive.ts'

const all = async <T>(items: AsyncIterable<T>): Promise<readonly T[]> => {
  const found: T[] = []
  for await (const item of items) found.push(item)
  return found
}

/** The members of an archive that arrives in pieces of this many bytes. */
const membersOf = async (bytes: Buffer, pieceBytes = 1000) => {
  async function* pieces() {
    for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes)
  }
  return all(tarMembers(pieces()))
}

const file = (path: string, size: number) => ({ path, size, isDirectory: false })
const long = `${'d/'.repeat(100)}name`

describe('members', () => {
  test.each<[string, TarFile[], object[]]>([
    ['files', [{ path: 'a', content: 'abc' }, { path: 'b' }], [file('a', 3), file('b', 0)]],
    ['old files', [{ path: 'a', content: 'abc', type: '\0', magic: '' }], [file('a', 3)]],
    ['directories', [{ path: 'd/', type: '5' }], [{ path: 'd/', size: 0, isDirectory: true }]],
    [
      'links with a size, but without content',
      [{ path: 'l', type: '2', size: '00000000017\0' }, { path: 'a' }],
      [file('l', 0), file('a', 0)],
    ],
    ['a prefix', [{ path: 'a', prefix: 'p/q' }], [file('p/q/a', 0)]],
    [
      'no prefix where GNU keeps other things',
      [{ path: 'a', prefix: '12345', magic: 'ustar  \0' }],
      [file('a', 0)],
    ],
    [
      'a pax path',
      [
        { path: 'x', type: 'x', content: paxRecord('path', `ü${long}`) },
        { path: 'short' },
        { path: 'b' },
      ],
      [file(`ü${long}`, 0), file('b', 0)],
    ],
    [
      'a pax size',
      [
        { path: 'x', type: 'x', content: paxRecord('size', '3') },
        { path: 'a', content: 'abc', size: '00000000000\0' },
      ],
      [file('a', 3)],
    ],
    [
      'a sparse file',
      [
        { path: 'x', type: 'x', content: paxRecord('GNU.sparse.name', 's') },
        { path: 'GNUSparseFile.0/s' },
      ],
      [file('s', 0)],
    ],
    [
      'a path with an equals sign',
      [{ path: 'x', type: 'x', content: paxRecord('path', 'a=b=c') }, { path: 'y' }],
      [file('a=b=c', 0)],
    ],
    [
      'other pax records',
      [
        { path: 'x', type: 'x', content: paxRecord('mtime', '1.5') + paxRecord('comment', 'a\nb') },
        { path: 'y' },
      ],
      [file('y', 0)],
    ],
    [
      'global records',
      [{ path: 'g', type: 'g', content: paxRecord('path', 'no') }, { path: 'y' }],
      [file('y', 0)],
    ],
    [
      'a GNU name',
      [{ path: '././@LongLink', type: 'L', content: `${long}\0` }, { path: 'short' }],
      [file(long, 0)],
    ],
    [
      'a GNU link',
      [
        { path: '././@LongLink', type: 'K', content: `${long}\0` },
        { path: 'l', type: '2' },
      ],
      [file('l', 0)],
    ],
    [
      'a size in base 256',
      [{ path: 'a', content: 'abc', size: Buffer.from([0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3]) }],
      [file('a', 3)],
    ],
  ])('%s', async (_, files, members) => {
    expect(await membersOf(tarOf(...files))).toEqual(members)
  })

  test('none in an archive that is empty, or has no end', async () => {
    expect(await membersOf(TAR_END)).toEqual([])
    expect(await membersOf(Buffer.alloc(0))).toEqual([])
    expect(await membersOf(tarFile({ path: 'a' }))).toEqual([file('a', 0)])
  })

  test('do not depend on how the bytes arrive', async () => {
    const files = fc.array(
      fc.record({
        path: fc.stringMatching(/^[a-z]{1,20}$/),
        content: fc.uint8Array({ maxLength: 1500 }),
      }),
      { maxLength: 8 },
    )
    await fc.assert(
      fc.asyncProperty(files, fc.integer({ min: 1, max: 3000 }), async (made, pieceBytes) => {
        const expected = made.map(({ path, content }) => file(path, content.length))
        expect(await membersOf(tarOf(...made), pieceBytes)).toEqual(expected)
      }),
      { numRuns: 50 },
    )
  })
})

test('what follows the end is read for the digest, and nothing more', async () => {
  let read = 0
  async function* pieces() {
    for (const piece of [tarOf({ path: 'a' }), Buffer.from('padding'), Buffer.alloc(10_000)]) {
      read += piece.length
      yield piece
    }
  }
  expect(await all(tarMembers(pieces()))).toEqual([file('a', 0)])
  expect(read).toBe(512 + 1024 + 7 + 10_000)
})

describe('no archive', () => {
  const pax = (content: string) => tarOf({ path: 'x', type: 'x', content }, { path: 'a' })
  test.each([
    ['text', Buffer.from('x'.repeat(600)), 'no number'],
    ['a changed header', tarFile({ path: 'a' }).fill('b', 0, 1), 'check sum'],
    ['half a header', tarFile({ path: 'a' }).subarray(0, 100), 'ends inside a header'],
    ['half a file', tarFile({ path: 'a', content: 'x' }).subarray(0, 600), 'ends inside a file'],
    ['a file without its content', tarFile({ path: 'a', size: '00000001000\0' }), 'inside a file'],
    ['half a name', tarFile({ path: 'x', type: 'L', size: '00000001000\0' }), 'inside a name'],
    ['an endless name', tarFile({ path: 'x', type: 'x', size: '77777777777\0' }), 'bytes'],
    ['a size in words', tarFile({ path: 'a', size: 'many\0' }), 'no number'],
    ['a size of all bits', tarFile({ path: 'a', size: Buffer.alloc(12, 0xff) }), 'no number'],
    ['a pax record without a length', pax('path=x\n'), 'a length that it cannot have'],
    ['a pax record beyond its end', pax('99 path=x\n'), 'a length that it cannot have'],
    ['a pax record of no length', pax('0 path=x\n'), 'a length that it cannot have'],
    ['a pax size in words', pax(paxRecord('size', '-1')), 'no number'],
  ])('%s', async (_, bytes, words) => {
    await expect(membersOf(bytes)).rejects.toThrow(UserError)
    await expect(membersOf(bytes)).rejects.toThrow(words)
  })
})
