import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { DatabaseFault } from '@ci-kit/trivy-scan/database/fault'
import { type DatabaseKind, VULNERABILITY_DATABASE } from '@ci-kit/trivy-scan/database/kind'
import { unpack } from '@ci-kit/trivy-scan/database/unpack'
import { describe, expect, test } from '@jest/globals'
import { folderWith } from '../../folders.ts'
import { boltFile, metadata, tarGz, UPDATED } from './samples.ts'

const DB = { name: 'trivy.db', content: boltFile() }
const META = { name: 'metadata.json', content: metadata(UPDATED) }

async function* pieces(bytes: Buffer, size = 1000) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

const unpacked = async (
  archive: Buffer,
  {
    kind = VULNERABILITY_DATABASE,
    signal = new AbortController().signal,
  }: { kind?: DatabaseKind; signal?: AbortSignal } = {},
) => {
  const folder = folderWith()
  await unpack(pieces(archive), folder, kind, signal)
  return folder
}

describe('an archive', () => {
  test.each([
    ['of the two files', [DB, META]],
    ['in the other order', [META, DB]],
    [
      'of a folder',
      [
        { name: './', type: 'directory' as const },
        { ...DB, name: './trivy.db' },
        { ...META, name: './metadata.json' },
      ],
    ],
    [
      "of trivy's cache",
      [
        { name: 'db/', type: 'directory' as const },
        { ...DB, name: 'db/trivy.db' },
        { ...META, name: 'db/metadata.json' },
      ],
    ],
  ])('%s is unpacked', async (_, members) => {
    const folder = await unpacked(await tarGz(members))
    expect(readdirSync(folder).toSorted()).toEqual(['metadata.json', 'trivy.db'])
    expect(readFileSync(join(folder, 'trivy.db')).equals(DB.content)).toBe(true)
    expect(readFileSync(join(folder, 'metadata.json'), 'utf8')).toBe(META.content)
  })

  test.each([
    ['no metadata.json', [DB], 'its archive has no metadata.json'],
    ['no database', [META], 'its archive has no trivy.db'],
    ['nothing', [], 'its archive has no trivy.db'],
    ['one member twice', [DB, DB, META], 'two members named trivy.db'],
    ['another file', [DB, META, { name: 'x', content: 'x' }], 'file x, and nothing but'],
    ['a way out', [{ name: '../trivy.db', content: 'x' }], 'file ../trivy.db'],
    ['an absolute path', [{ name: '/metadata.json', content: 'x' }], 'file /metadata.json'],
    ['a deep path', [{ name: 'a/trivy.db', content: 'x' }], 'file a/trivy.db'],
    ['another folder', [{ name: 'x/', type: 'directory' as const }], 'directory x/'],
    [
      'a symbolic link',
      [{ name: 'trivy.db', type: 'symlink' as const, linkname: '/etc/passwd' }],
      'symlink trivy.db',
    ],
    [
      'a hard link',
      [{ name: 'trivy.db', type: 'link' as const, linkname: '/etc/passwd' }],
      'link trivy.db',
    ],
    ['a pipe', [{ name: 'trivy.db', type: 'fifo' as const }], 'fifo trivy.db'],
    [
      'a huge metadata.json',
      [{ name: 'metadata.json', content: Buffer.alloc(70_000) }],
      'metadata.json in its archive has 70000 bytes, more than 65536',
    ],
    ['an ugly name', [{ name: 'a\n::error::b', content: '' }], 'file a\\n::error::b'],
  ])('with %s is refused', async (_, members, reason) => {
    await expect(unpacked(await tarGz(members))).rejects.toThrow(reason)
  })

  test('cut off anywhere is refused', async () => {
    const whole = await tarGz([DB, META])
    for (const length of [0, 5, 40, Math.floor(whole.length / 2), whole.length - 5])
      await expect(unpacked(whole.subarray(0, length))).rejects.toThrow(
        /its archive (is no whole tar\.gz|has no trivy\.db)/,
      )
  })

  test.each([
    ['no gzip', Buffer.from('not packed at all'), 'incorrect header check'],
    ['a tar cut off inside', gzipSync(Buffer.alloc(700, 'x')), 'no whole tar.gz'],
    ['no tar inside', gzipSync(Buffer.alloc(2048, 'x')), 'no whole tar.gz'],
  ])('that is %s is refused', async (_, bytes, reason) => {
    await expect(unpacked(bytes)).rejects.toThrow(reason)
  })

  test('that unpacks to more than it may is refused before the disk is full', async () => {
    const kind = { ...VULNERABILITY_DATABASE, limits: { layer: 1e9, unpacked: 30_000 } }
    const bomb = gzipSync(Buffer.alloc(50_000_000))
    await expect(unpacked(bomb, { kind })).rejects.toThrow('it unpacks to more than 30000 bytes')
    const large = await tarGz([{ name: 'trivy.db', content: Buffer.alloc(29_000) }, META])
    await expect(
      unpacked(large, { kind: { ...kind, limits: { layer: 1e9, unpacked: 20_000 } } }),
    ).rejects.toThrow(/has 29000 bytes, more than 20000|unpacks to more than 20000/)
  })

  test('ends with the reason of the signal', async () => {
    const reason = new Error('cancelled')
    await expect(
      unpacked(await tarGz([DB, META]), { signal: AbortSignal.abort(reason) }),
    ).rejects.toBe(reason)
  })

  test('that cannot be written fails with the error of the disk', async () => {
    const nowhere = join(folderWith(), 'missing')
    const call = unpack(
      pieces(await tarGz([DB, META])),
      nowhere,
      VULNERABILITY_DATABASE,
      new AbortController().signal,
    )
    await expect(call).rejects.toMatchObject({ code: 'ENOENT' })
  })

  test.each([[0], [100], [500_000]])(
    'is never good before its end, where its digest is checked, with %d bytes behind it',
    async (rest) => {
      const source = async function* () {
        yield* pieces(Buffer.concat([await tarGz([DB, META]), Buffer.alloc(rest, 'z')]))
        throw new DatabaseFault('another digest')
      }
      const { signal } = new AbortController()
      await expect(unpack(source(), folderWith(), VULNERABILITY_DATABASE, signal)).rejects.toThrow(
        /^(another digest|its archive is no whole tar\.gz: incorrect header check)$/,
      )
    },
  )

  test('passes on what goes wrong with its source', async () => {
    const broken = async function* () {
      yield (await tarGz([DB, META])).subarray(0, 100)
      throw Object.assign(new Error('disk on fire'), { code: 'EIO' })
    }
    const { signal } = new AbortController()
    await expect(unpack(broken(), folderWith(), VULNERABILITY_DATABASE, signal)).rejects.toThrow(
      'disk on fire',
    )
  })
})
