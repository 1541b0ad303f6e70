import { posix } from 'node:path'

/**
 * The folder that a manifest in `from` calls `path`, from the root of the
 * repository; undefined when that is outside. Manifests of Windows users may
 * hold backslashes.
 */
export const folderAt = (from: string, path: string): string | undefined => {
  const relative = path.replaceAll('\\', '/')
  if (relative.startsWith('/') || /^(?:[A-Za-z]:|~)/.test(relative)) return undefined
  const folder = posix.join(from, relative).replace(/\/+$/, '')
  if (folder === '..' || folder.startsWith('../')) return undefined
  return folder === '.' ? '' : folder
}

/** The path of a file in a folder, '' for the root. */
export const fileIn = (folder: string, name: string): string =>
  folder === '' ? name : `${folder}/${name}`

/** The folder of a file, '' for the root. */
export const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')))
