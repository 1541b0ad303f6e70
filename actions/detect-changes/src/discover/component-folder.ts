import type { FoundFolder } from './folder-patterns.ts'
import type { Ecosystem, Member } from './workspaces/member.ts'

/** A folder that becomes a component. */
export type ComponentFolder = {
  /** From the root of the repository, '' for the root. */
  readonly folder: string
  /** Line of input `discover` that found it; undefined when only a workspace lists it. */
  readonly line: number | undefined
  /** The packages in it: none, or one for each ecosystem. */
  readonly members: readonly Member[]
}

/** Unites what was found: one component for each folder, by path. */
export const componentFolders = (
  found: readonly FoundFolder[],
  members: readonly Member[],
): readonly ComponentFolder[] => {
  const folders = new Map<string, ComponentFolder>()
  for (const { folder, by } of found) folders.set(folder, { folder, line: by.line, members: [] })
  for (const member of members) {
    const { folder } = member
    const known = folders.get(folder) ?? { folder, line: undefined, members: [] }
    folders.set(folder, { ...known, members: [...known.members, member] })
  }
  return [...folders.keys()].toSorted().flatMap((folder) => folders.get(folder) ?? [])
}

/** The folders above a path, the innermost first; the last one is the root, ''. */
export const foldersAbove = (path: string): readonly string[] => {
  if (path === '') return []
  const above: string[] = []
  for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
    above.push(path.slice(0, end))
  }
  return [...above, '']
}

/**
 * For each package the packages next below it, whose files are theirs alone:
 * whether the outer one depends on them is known. Packages of another
 * ecosystem stay inside, because no manifest would tell.
 */
export const nestedFolders = (
  folders: readonly ComponentFolder[],
): ReadonlyMap<string, readonly string[]> => {
  const known = new Map(folders.map((entry) => [entry.folder, ecosystems(entry)]))
  const nested = new Map<string, string[]>(folders.map(({ folder }) => [folder, []]))
  for (const [folder, own] of known) {
    const outer = foldersAbove(folder).find((above) => (known.get(above)?.size ?? 0) > 0)
    const others = [...(known.get(outer ?? folder) ?? [])]
    if (outer !== undefined && own.size > 0 && others.every((ecosystem) => own.has(ecosystem))) {
      nested.get(outer)?.push(folder)
    }
  }
  return nested
}

const ecosystems = ({ members }: ComponentFolder): ReadonlySet<Ecosystem> =>
  new Set(members.map(({ ecosystem }) => ecosystem))
