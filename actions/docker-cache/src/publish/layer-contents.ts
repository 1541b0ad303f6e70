import type { TarMember } from './tar-headers.ts'

/** What one layer does to the file system. Paths have no slash in front and none behind. */
export type LayerContents = {
  /** Bytes by path; directories are left out. */
  readonly files: ReadonlyMap<string, number>
  /** Paths that are gone from here on, with all below them. */
  readonly removed: ReadonlySet<string>
  /** Directories whose content of the layers below is gone. */
  readonly emptied: ReadonlySet<string>
}

/** Marks of the OCI image specification (layer.md, Whiteouts). */
const WHITEOUT = '.wh.'
const OPAQUE = '.wh..wh..opq'

/** Collects the members of one layer; `onPath` is called for each file and mark. */
export const layerContents = async (
  members: AsyncIterable<TarMember>,
  onPath: () => void,
): Promise<LayerContents> => {
  const files = new Map<string, number>()
  const removed = new Set<string>()
  const emptied = new Set<string>()
  for await (const { path, isDirectory, size } of members) {
    const clean = cleanPath(path)
    const slash = clean.lastIndexOf('/')
    const [folder, name] = [clean.slice(0, Math.max(0, slash)), clean.slice(slash + 1)]
    if (isDirectory || clean === '') continue
    onPath()
    if (name === OPAQUE) emptied.add(folder)
    else if (name.startsWith(WHITEOUT)) removed.add(joined(folder, name.slice(WHITEOUT.length)))
    else files.set(clean, size)
  }
  return { files, removed, emptied }
}

const cleanPath = (path: string): string =>
  path
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .join('/')

const joined = (folder: string, name: string): string =>
  folder === '' ? name : `${folder}/${name}`
