import { mkdir, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { systemCode } from '../errors.ts'

/**
 * Makes a folder, and those above it that are missing. Not by Node's
 * `recursive`: that never ends where the system says ENOENT of a folder whose
 * parent is there, as it does below /proc.
 */
export const makeFolder = async (path: string): Promise<void> => {
  if (await isFolder(path)) return
  const parent = dirname(path)
  if (parent !== path && (await found(parent)) === undefined) await makeFolder(parent)
  try {
    await mkdir(path)
  } catch (thrown) {
    // Another step may have made it meanwhile.
    if (systemCode(thrown) !== 'EEXIST' || !(await isFolder(path))) throw thrown
  }
}

const isFolder = async (path: string): Promise<boolean> =>
  (await found(path))?.isDirectory() ?? false

/** What cannot be looked at cannot be made either, and that error says why. */
const found = (path: string) => stat(path).catch(() => undefined)
