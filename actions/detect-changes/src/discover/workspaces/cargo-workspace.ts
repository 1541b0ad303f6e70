import { isObject, type Json, objectAt, stringAt } from '@ci-kit/core/json'
import { type CargoDependency, dependenciesIn, objectsIn } from './cargo-toml.ts'
import { folderAt } from './folder-path.ts'
import { patternTexts } from './member-folders.ts'

/** What the Cargo.toml of the root says for all its members. */
export type CargoWorkspace = {
  /** As written: patterns, of which nothing is known. */
  readonly members: unknown
  /** Whether `exclude` keeps a folder out. */
  excludes(folder: string): boolean
  /** Folders that a dependency of the crate in `from` is made from; none for a crate of a registry. */
  foldersOf(dependency: CargoDependency, from: string): readonly string[]
}

/** `root` is the Cargo.toml of the root, which has a table `workspace`. */
export const cargoWorkspace = (root: Json): CargoWorkspace => {
  const workspace = objectAt(root, 'workspace')
  const inherited = pathsIn(objectAt(workspace, 'dependencies'))
  const patched = patchedPaths(root)
  const members = own(workspace, 'members') ?? []
  return {
    members,
    excludes: excluder(own(workspace, 'exclude') ?? [], members),
    foldersOf: ({ key, details }, from) => {
      const inherits = details !== undefined && own(details, 'workspace') === true
      const common = inherits ? inherited.get(key) : undefined
      const path = stringAt(details, 'path')
      const name = common?.name ?? stringAt(details, 'package') ?? key
      return [
        ...folders('', common?.path),
        ...folders(from, path),
        ...(patched.get(name) ?? []).flatMap((patch) => folders('', patch)),
      ]
    },
  }
}

const own = (table: Json | undefined, name: string): unknown =>
  table !== undefined && Object.hasOwn(table, name) ? table[name] : undefined

const folders = (from: string, path: string | undefined): readonly string[] => {
  const folder = path === undefined ? undefined : folderAt(from, path)
  return folder === undefined ? [] : [folder]
}

type Inherited = { readonly name: string; readonly path: string | undefined }

const pathsIn = (table: Json | undefined): ReadonlyMap<string, Inherited> =>
  new Map(
    dependenciesIn(table).map(({ key, details }) => [
      key,
      { name: stringAt(details, 'package') ?? key, path: stringAt(details, 'path') },
    ]),
  )

/** `[patch.<source>]` and the older `[replace]`, whose keys are `name:version`: paths by real name. */
const patchedPaths = (root: Json): ReadonlyMap<string, readonly string[]> => {
  const patched = new Map<string, string[]>()
  for (const table of [...objectsIn(objectAt(root, 'patch')), objectAt(root, 'replace')]) {
    for (const { key, details } of dependenciesIn(isObject(table) ? table : undefined)) {
      const path = stringAt(details, 'path')
      const name = stringAt(details, 'package') ?? key.replace(/:[^:]*$/, '')
      if (path !== undefined) patched.set(name, [...(patched.get(name) ?? []), path])
    }
  }
  return patched
}

/** Cargo: a folder is out when `exclude` names it or one above it, unless `members` does, too. */
const excluder = (exclude: unknown, members: unknown): ((folder: string) => boolean) => {
  const out = new Set(foldersIn(exclude, 'Cargo.toml, workspace.exclude'))
  const kept = new Set(foldersIn(members, 'Cargo.toml, workspace.members'))
  return (folder) => {
    const above = folder.split('/').map((_, at, names) => names.slice(0, at + 1).join('/'))
    return above.some((path) => out.has(path)) && !above.some((path) => kept.has(path))
  }
}

const foldersIn = (list: unknown, origin: string): readonly string[] =>
  patternTexts(list, origin).flatMap((path) => folders('', path))
