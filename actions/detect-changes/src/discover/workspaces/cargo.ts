import { type Json, objectAt, stringAt } from '@ci-kit/core/json'
import { cargoDependencies, parseCargoToml } from './cargo-toml.ts'
import { type CargoWorkspace, cargoWorkspace } from './cargo-workspace.ts'
import { fileIn } from './folder-path.ts'
import { forMembers, type Manifests } from './manifests.ts'
import { lastSegment, type Member } from './member.ts'
import { memberFolders } from './member-folders.ts'

const MANIFEST = 'Cargo.toml'

type Crate = { readonly folder: string; readonly toml: Json; readonly needs: readonly string[] }

/**
 * The crates of a Cargo workspace: those that `members` names, the root's own,
 * and, as with Cargo, every crate of the repository that one of them depends on
 * by path, unless `exclude` names it.
 */
export const cargoMembers = async (manifests: Manifests): Promise<readonly Member[]> => {
  if (!manifests.has(MANIFEST)) return []
  const root = await tomlOf(manifests, '')
  if (objectAt(root, 'workspace') === undefined) return []
  const workspace = cargoWorkspace(root)
  const known = new Map<string, Crate>()
  let next = firstFolders(manifests, root, workspace)
  while (next.length > 0) {
    const crates = await forMembers(
      [...known.keys(), ...next],
      MANIFEST,
      async (folder) => known.get(folder) ?? crateIn(manifests, folder, workspace),
    )
    for (const crate of crates) known.set(crate.folder, crate)
    const needed = new Set(crates.flatMap(({ needs }) => needs))
    next = [...needed].filter(
      (folder) => !known.has(folder) && isCrate(manifests, folder) && !workspace.excludes(folder),
    )
  }
  return [...known.values()].filter(isPackage).map(memberOf)
}

const isCrate = (manifests: Manifests, folder: string): boolean =>
  manifests.has(fileIn(folder, MANIFEST))

const firstFolders = (
  manifests: Manifests,
  root: Json,
  { members, excludes }: CargoWorkspace,
): readonly string[] => {
  const candidates = manifests.foldersWith(MANIFEST)
  const listed = memberFolders(members, candidates, `${MANIFEST}, workspace.members`)
  const own = objectAt(root, 'package') === undefined ? [] : ['']
  return [...new Set([...own, ...listed.filter((folder) => !excludes(folder))])]
}

const crateIn = async (
  manifests: Manifests,
  folder: string,
  workspace: CargoWorkspace,
): Promise<Crate> => {
  const toml = await tomlOf(manifests, folder)
  const needs = cargoDependencies(toml).flatMap((dependency) =>
    workspace.foldersOf(dependency, folder),
  )
  return { folder, toml, needs }
}

const tomlOf = async (manifests: Manifests, folder: string): Promise<Json> => {
  const path = fileIn(folder, MANIFEST)
  return parseCargoToml(await manifests.text(path), path)
}

/** A workspace in a workspace has no package. */
const isPackage = ({ toml }: Crate): boolean => objectAt(toml, 'package') !== undefined

const memberOf = ({ folder, toml, needs }: Crate): Member => ({
  ecosystem: 'cargo',
  folder,
  manifest: fileIn(folder, MANIFEST),
  package: stringAt(objectAt(toml, 'package'), 'name') ?? (lastSegment(folder) || 'root'),
  needs,
})
