import { readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { type FileHashes, fileHasher } from '@ci-kit/docker-cache/key/file-hash'
import { expect, test } from '@jest/globals'
import { until } from '../../../fakes/until.ts'
import { folderWith } from '../../folders.ts'

const hashed = async (file: string, hashes: FileHashes) => {
  const found = await fileHasher(hashes)(file)
  if ('doubt' in found) throw new Error(found.doubt)
  return found.hash
}

/** Longer than a change may go unseen. */
const atRest = () => setTimeout(1_100)

test('a second look reads no file that has not changed', async () => {
  const file = join(folderWith({ a: 'one' }), 'a')
  await atRest()
  const hashes: FileHashes = new Map()
  const first = await hashed(file, hashes)
  for (const [path, known] of hashes)
    hashes.set(path, { ...known, found: { ...known.found, hash: 'as it was' } })
  expect(first).toMatch(/^[0-9a-f]{64}$/)
  expect(await hashed(file, hashes)).toBe('as it was')
})

test('a change is seen, though size and time of change are put back', async () => {
  const file = join(folderWith({ a: 'one' }), 'a')
  const { atime, mtime } = statSync(file)
  await atRest()
  const hashes: FileHashes = new Map()
  const first = await hashed(file, hashes)
  writeFileSync(file, 'two')
  utimesSync(file, atime, mtime)
  expect(readFileSync(file, 'utf8')).toBe('two')
  expect(await hashed(file, hashes)).not.toBe(first)
})

test('a file that was changed just before is read again', async () => {
  const file = join(folderWith({ a: 'one' }), 'a')
  const hashes: FileHashes = new Map()
  // Again where the machine has paused between the change and the look.
  await until(async () => {
    const changed = Date.now()
    writeFileSync(file, `two ${changed}`)
    hashes.clear()
    await hashed(file, hashes)
    return Date.now() - changed < 900
  })
  expect(hashes.size).toBe(0)
})
