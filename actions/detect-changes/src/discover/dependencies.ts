import { type ComponentFolder, foldersAbove } from './component-folder.ts'

/** What a component is made from besides its own folder. */
export type Dependencies = {
  /** Folders of other components, by path. */
  readonly needs: readonly string[]
  /** Folders that belong to no component, with the manifest that names them, by path. */
  readonly others: readonly { readonly folder: string; readonly manifest: string }[]
}

/** The dependencies of each component by its folder. A folder inside a component stands for that one. */
export const dependenciesOf = (
  folders: readonly ComponentFolder[],
): ReadonlyMap<string, Dependencies> => {
  const known = new Set(folders.map(({ folder }) => folder))
  return new Map(folders.map((entry) => [entry.folder, dependencies(entry, known)]))
}

const dependencies = (
  { folder, members }: ComponentFolder,
  known: ReadonlySet<string>,
): Dependencies => {
  const needs = new Set<string>()
  const others = new Map<string, string>()
  for (const { manifest, needs: targets } of members) {
    for (const target of new Set(targets)) {
      const owner = ownerOf(target, known)
      if (owner === undefined) others.set(target, manifest)
      else if (owner !== folder) needs.add(owner)
    }
  }
  const outside = [...others.keys()].toSorted()
  return {
    needs: [...needs].toSorted(),
    others: outside.map((path) => ({ folder: path, manifest: others.get(path) ?? '' })),
  }
}

/** The root holds everything, so it owns nothing but itself. */
const ownerOf = (target: string, known: ReadonlySet<string>): string | undefined =>
  [target, ...foldersAbove(target).slice(0, -1)].find((folder) => known.has(folder))
