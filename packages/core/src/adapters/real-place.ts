import { realpath } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { systemCode } from '../errors.ts'
import { type FileRoots, foldersOf, isInside } from './contained-path.ts'

/**
 * Where a path leads with all links followed, and whether that is in one of
 * the folders. A link in a checkout must not make a file of the machine public.
 * Rejects as `realpath` does.
 */
export const realPlace = async (
  roots: FileRoots,
  path: string,
): Promise<{ readonly place: string; readonly inside: boolean }> => {
  const [place, ...real] = await Promise.all([
    realpath(path),
    ...foldersOf(roots).map((folder) => realpath(folder)),
  ])
  return { place, inside: real.some((folder) => isInside(folder, place)) }
}

/** Where a path leads, links followed as far as there is something. Nothing can be made behind a link to nothing. */
export const placeToBe = async (path: string): Promise<string> => {
  try {
    return await realpath(path)
  } catch (thrown) {
    const parent = dirname(path)
    if (systemCode(thrown) !== 'ENOENT' || parent === path) throw thrown
    return join(await placeToBe(parent), basename(path))
  }
}
