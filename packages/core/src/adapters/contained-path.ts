import { isAbsolute, relative, resolve, sep } from 'node:path'

/** The folders that inputs may name files in; all absolute. */
export type FileRoots = {
  /** Relative paths start here. */
  readonly workspace: string
  /** The runner's temporary folder, where other actions leave their files; '' for none. */
  readonly temp: string
}

/** Whether a path is a folder or in it; both absolute, links not followed. */
export const isInside = (folder: string, path: string): boolean => {
  const way = relative(folder, path)
  // Absolute is the way to another drive.
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way)
}

/** Whether a path is in one of the folders as it is written. */
export const isWrittenInside = (roots: FileRoots, path: string): boolean =>
  foldersOf(roots).some((folder) => isInside(resolve(folder), path))

/** Those that there are. */
export const foldersOf = ({ workspace, temp }: FileRoots): readonly string[] =>
  [workspace, temp].filter((folder) => folder !== '')
