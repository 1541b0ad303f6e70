import { closeSync, constants, fstatSync, lstatSync, openSync, readSync } from 'node:fs'
import { join } from 'node:path'
import { systemCode } from '@ci-kit/core/errors'
import type { Found } from '../found.ts'
import { MAX_FILE_BYTES } from '../repository-tree.ts'

/**
 * The text of a regular file of the work tree; undefined when it is none, or
 * when a symbolic link leads to it: a checkout may come from a fork, and a link
 * leads anywhere. `path` has no `..`. Synchronous, which for many small files is
 * faster than the thread pool.
 */
export const readPlainFile = (root: string, path: string): Found<string> | undefined => {
  const names = path.split('/')
  const folders = names.slice(1).map((_, at) => join(root, ...names.slice(0, at + 1)))
  const file = join(root, ...names)
  try {
    if (!folders.every((folder) => lstatSync(folder).isDirectory())) return undefined
    if (!lstatSync(file).isFile()) return undefined
    return textOf(file)
  } catch (thrown) {
    // Not checked out, or not readable by this user: the index may know more.
    if (systemCode(thrown) !== undefined) return undefined
    throw thrown
  }
}

const textOf = (file: string): Found<string> | undefined => {
  const descriptor = openSync(file, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0))
  try {
    const { size } = fstatSync(descriptor)
    if (size > MAX_FILE_BYTES) return { missing: `it has more than ${MAX_FILE_BYTES} bytes` }
    const bytes = Buffer.alloc(size)
    return { value: bytes.toString('utf8', 0, readSync(descriptor, bytes)) }
  } finally {
    closeSync(descriptor)
  }
}
