import { readdir, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { messageOf, systemCode } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'
import { fileAt, folderBytes, removed } from './folder-files.ts'
import type { LocalCache, LocalWrite } from './local-cache.ts'
import { INDEX } from './local-cache-folder.ts'

export type Rotation = { readonly written: boolean; readonly notices: readonly string[] }

/**
 * Puts what a build has exported in the place of the old cache, and removes
 * other scopes' caches, the ones not written for longest first, until all fit
 * into `maxBytes`. A cache that does not fit alone is dropped, and the old one
 * stays. Call it after a failed build as well, to clean up. Never throws.
 */
export const rotateLocalCache = async (
  { folder, read, write }: LocalCache,
  maxBytes: number,
): Promise<Rotation> => {
  if (write === undefined) return { written: false, notices: [] }
  try {
    return await rotated(folder, read, write, maxBytes)
  } catch (thrown) {
    const reason = visible(messageOf(thrown), 300)
    return {
      written: false,
      notices: [`The folder of input 'local-cache' could not be kept in order: ${reason}.`],
    }
  }
}

const rotated = async (
  folder: string,
  read: readonly string[],
  write: LocalWrite,
  maxBytes: number,
): Promise<Rotation> => {
  const bytes = (await fileAt(join(write.staged, INDEX)))
    ? await folderBytes(write.staged)
    : undefined
  if (bytes === undefined || bytes > maxBytes) {
    await removed(write.staged)
    return { written: false, notices: bytes === undefined ? [] : [tooBig(bytes, maxBytes)] }
  }
  const written = await swap(write)
  await evict(folder, write.place, read, maxBytes - bytes)
  return { written, notices: [] }
}

const MIB = 1024 * 1024

const tooBig = (bytes: number, maxBytes: number): string =>
  `The local cache is not written: it has ${Math.ceil(bytes / MIB)} MiB, and input 'local-cache-max-size' allows ${Math.floor(maxBytes / MIB)}. Raise it, or use 'cache-mode: min'.`

/** Other jobs may be doing the same with the same cache; one of them has then written it. */
const ATTEMPTS = 5

/**
 * Whoever reads meanwhile finds the old cache, the new one, or for a moment
 * none; never half of one. False when other runs were quicker each time.
 */
const swap = async ({ place, staged, replaced }: LocalWrite): Promise<boolean> => {
  try {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      await succeeds(rename(place, replaced), ['ENOENT'])
      if (await succeeds(rename(staged, place), ['ENOTEMPTY', 'EEXIST'])) return true
      await removed(replaced)
    }
    return false
  } finally {
    // Where the new one could not take the place, the old one goes back to it.
    if (!(await fileAt(place))) await succeeds(rename(replaced, place), ['ENOENT', 'ENOTEMPTY'])
    await Promise.all([removed(replaced), removed(staged)])
  }
}

const succeeds = async (work: Promise<void>, unless: readonly string[]): Promise<boolean> => {
  try {
    await work
    return true
  } catch (thrown) {
    if (!unless.includes(systemCode(thrown) ?? '')) throw thrown
    return false
  }
}

/** Caches that this run reads go last: others like it will read them too. */
const evict = async (
  folder: string,
  place: string,
  read: readonly string[],
  room: number,
): Promise<void> => {
  const names = (await readdir(folder)).filter((name) => !name.startsWith('.'))
  const caches = await Promise.all(
    names.map(async (name) => {
      const path = join(folder, name)
      const [file, index] = await Promise.all([fileAt(path), fileAt(join(path, INDEX))])
      // Only what is a cache: the folder may hold things of the author.
      if (!file?.isDirectory() || !index || path === place) return undefined
      return {
        path,
        bytes: await folderBytes(path),
        at: index.mtimeMs,
        isRead: read.includes(path),
      }
    }),
  )
  const newestFirst = caches
    .filter((cache) => cache !== undefined)
    .toSorted((a, b) => Number(b.isRead) - Number(a.isRead) || b.at - a.at)
  let left = room
  for (const { path, bytes } of newestFirst) {
    left -= bytes
    if (left < 0) await removed(path)
  }
}
