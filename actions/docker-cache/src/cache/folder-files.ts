import { lstat, opendir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { systemCode } from '@ci-kit/core/errors'

/** What is at a path, never what a link points to; undefined when nothing is. */
export const fileAt = async (path: string) => {
  try {
    return await lstat(path)
  } catch (thrown) {
    if (systemCode(thrown) === 'ENOENT' || systemCode(thrown) === 'ENOTDIR') return undefined
    throw thrown
  }
}

/** The bytes of all files below a folder. */
export const folderBytes = async (folder: string): Promise<number> => {
  let bytes = 0
  for await (const entry of await opendir(folder, { recursive: true })) {
    if (entry.isFile()) bytes += (await fileAt(join(entry.parentPath, entry.name)))?.size ?? 0
  }
  return bytes
}

export const removed = (path: string): Promise<void> =>
  rm(path, { recursive: true, force: true, maxRetries: 3 })
