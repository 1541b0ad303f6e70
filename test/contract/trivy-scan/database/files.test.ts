import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { boltFault } from '@ci-kit/trivy-scan/database/bolt-file'
import { sqliteFault } from '@ci-kit/trivy-scan/database/sqlite-file'
import { describe, expect, test } from '@jest/globals'
import { folderWith } from '../../folders.ts'
import { boltFile, sqliteFile } from './samples.ts'

const fileWith = (content: Buffer): string => {
  const folder = folderWith()
  writeFileSync(join(folder, 'file'), content)
  return join(folder, 'file')
}

const changed = (file: Buffer, at: number): Buffer => {
  const copy = Buffer.from(file)
  copy.writeUInt8(copy.readUInt8(at) ^ 0xff, at)
  return copy
}

describe('a bbolt file', () => {
  const good = boltFile()

  test.each([
    ['as it is made', good],
    ['with a first meta page that was being written', changed(good, 16)],
    ['with a second meta page that was being written', changed(good, 4096 + 20)],
    ['with room behind its pages', Buffer.concat([good, Buffer.alloc(4096)])],
  ])('%s is whole', async (_, content) => {
    expect(await boltFault(fileWith(content))).toBeUndefined()
  })

  test.each([
    ['that is empty', Buffer.alloc(0), 'no bbolt database'],
    ['of zeros', Buffer.alloc(70_000), 'no bbolt database'],
    ['of text', Buffer.from('<html>Not found</html>'.repeat(1000)), 'no bbolt database'],
    ['with another magic number', boltFile({ magic: 0xed0cdaee }), 'no bbolt database'],
    ['of another version', boltFile({ version: 3 }), 'no bbolt database'],
    ['with two broken meta pages', changed(changed(good, 40), 4096 + 40), 'no bbolt database'],
    ['cut inside the first page', good.subarray(0, 70), 'no bbolt database'],
    ['cut behind its meta pages', good.subarray(0, 9000), 'cut off after 9000 bytes'],
    ['with fewer pages than it counts', boltFile({ pages: 5 }), 'cut off after 16384 bytes'],
    ['with an absurd count', boltFile({ pages: 2 ** 50 }), 'cut off'],
  ])('%s is not', async (_, content, reason) => {
    expect(await boltFault(fileWith(content))).toContain(reason)
  })
})

describe('an SQLite file', () => {
  test('is whole with all its pages', async () => {
    expect(await sqliteFault(fileWith(sqliteFile()))).toBeUndefined()
  })

  test.each([
    ['that is empty', Buffer.alloc(0), 'no SQLite database'],
    ['of text', Buffer.from('<html>Not found</html>'.repeat(1000)), 'no SQLite database'],
    ['of bbolt', boltFile(), 'no SQLite database'],
    ['with fewer pages than it counts', sqliteFile({ pages: 3 }), 'cut off after 8192 bytes'],
    ['cut inside its first page', sqliteFile().subarray(0, 200), 'cut off after 200 bytes'],
  ])('%s is not', async (_, content, reason) => {
    expect(await sqliteFault(fileWith(content))).toContain(reason)
  })
})
